// The program that the headers of cmake/Folder.cmake are precompiled for; nobody runs it.
int main() { return 0; }
