# docker build -t sluice . && docker run --rm -v "$PWD:/repo:ro" sluice scan /repo
FROM debian:12 AS build
RUN apt-get update -qq
COPY . /src
WORKDIR /src
RUN ./sluice --version

FROM scratch
COPY --from=build /src/build/release/sluice /sluice
COPY LICENSE NOTICE /
USER 65534:65534
WORKDIR /repo
ENTRYPOINT ["/sluice"]
