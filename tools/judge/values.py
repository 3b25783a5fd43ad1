"""Made-up secrets of every kind, drawn from a seeded generator: `draw(random)` gives
(kind, value). The words come from Debian's word lists, so nothing here is anybody's
password; a machine's tokens are drawn from their alphabets."""
import string

LISTS = ["/usr/share/dict/american-english", "/usr/share/dict/ngerman", "/usr/share/dict/french",
         "/usr/share/dict/spanish"]
COMMON = "/usr/share/dict/cracklib-small"
LOWER_DIGITS = string.ascii_lowercase + string.digits
BASE62 = string.ascii_letters + string.digits
BASE64 = BASE62 + "+/"
MARKS = "!@#$%^&*-_+=?.~"
LEET = str.maketrans("aeiost", "4310$7")


class Values:
    def __init__(self):
        self.words = [w for path in LISTS for w in _words(path, 4, 9)]
        self.common = _words(COMMON, 4, 10)

    def word(self, random):
        return random.choice(self.words)

    def draw(self, random, family):
        """`family`: random, human or weak."""
        kind = random.choice(KINDS[family])
        return kind, getattr(self, kind)(random)

    # What machines make.
    def hex(self, random):
        return text(random, "0123456789abcdef", random.choice([16, 20, 24, 32, 32, 32, 40, 40, 48, 64, 64, 128]))

    def upper_hex(self, random):
        return text(random, "0123456789ABCDEF", random.choice([16, 24, 32, 40, 64]))

    def base62(self, random):
        return text(random, BASE62, random.randint(16, 64))

    def base62_short(self, random):
        return text(random, BASE62, random.randint(12, 18))

    def base36(self, random):
        return text(random, LOWER_DIGITS, random.randint(16, 50))

    def base36_upper(self, random):
        return text(random, LOWER_DIGITS.upper(), random.randint(16, 32))

    def base32(self, random):
        return text(random, string.ascii_uppercase + "234567", random.choice([16, 26, 32, 52]))

    def base64(self, random):
        size = random.choice([16, 18, 20, 24, 30, 32, 32, 33, 48, 64])
        body = text(random, BASE64, (size * 8 + 5) // 6)
        return body + "=" * (-len(body) % 4)

    def base64url(self, random):
        return text(random, BASE62 + "-_", random.randint(20, 86))

    def printable(self, random):
        return text(random, BASE62 + MARKS, random.randint(14, 32))

    def prefixed(self, random):
        head = self.word(random)[:6].lower() + random.choice(["_", "-", "_live_", "-prod-"])
        return head + text(random, BASE62, random.randint(20, 40))

    def groups(self, random):
        alphabet = random.choice([LOWER_DIGITS.upper(), LOWER_DIGITS, BASE62])
        return "-".join(text(random, alphabet, random.choice([4, 5, 6, 8])) for _ in range(random.randint(3, 5)))

    def two_parts(self, random):
        return text(random, string.digits, random.randint(6, 10)) + random.choice(":.") + text(random, BASE62 + "-_", random.randint(24, 36))

    def uuid(self, random):
        return "-".join(text(random, "0123456789abcdef", n) for n in (8, 4, 4, 4, 12))

    # What people type.
    def mixed(self, random):
        return text(random, BASE62 + "!@#$%&*", random.randint(8, 12))

    def mixed_short(self, random):
        return text(random, BASE62, random.randint(8, 11))

    def word_mark_digits(self, random):
        word = self.word(random)
        word = random.choice([word, word.capitalize(), word.capitalize()])
        return word + random.choice(MARKS) + text(random, string.digits, random.randint(1, 4))

    def word_digits_mark(self, random):
        return self.word(random).capitalize() + random.choice(["2019", "2023", "123", "77", "01", "1984"]) + random.choice("!@#$*?")

    def words_joined(self, random):
        parts = [self.word(random) for _ in range(2)]
        joint = random.choice(["-", "_", ".", "", "!", "9", "@", "#"])
        cased = [p.capitalize() if random.random() < .5 else p for p in parts]
        return joint.join(cased) + random.choice(["", "", "1", "42", "!", "2024", "#7"])

    def passphrase(self, random):
        joint = random.choice(["-", "-", ".", "_", " ", ""])
        parts = [self.word(random).lower() for _ in range(random.choice([4, 4, 5]))]
        if joint == "" or random.random() < .2:
            parts = [p.capitalize() for p in parts]
        return joint.join(parts + random.choice([[], [], [text(random, "123456789", 2)]]))

    def mark_inside(self, random):
        a, b = self.word(random), self.word(random)
        return a.capitalize() + random.choice(["-9!", "#3", "@2", "!1_", "$$", "&7"]) + b

    def leet(self, random):
        return self.word(random).capitalize().translate(LEET) + random.choice(["!", "1", "99", "#", "_x", "$2"])

    def initials(self, random):
        return text(random, string.ascii_letters, random.randint(4, 6)) + text(random, string.digits, 2) + random.choice("!@#$%")

    def chunks(self, random):
        return text(random, string.ascii_lowercase, 3) + text(random, string.digits, 3) + text(random, string.ascii_uppercase, 3) + random.choice(["", "!", "_"])

    # What is easily guessed.
    def plain_word(self, random):
        return self.word(random)

    def common_word(self, random):
        return random.choice(self.common)

    def word_digits(self, random):
        return self.word(random).lower() + random.choice(["1", "12", "123", "1234", "2020", "99"])

    def number(self, random):
        return text(random, string.digits, random.randint(5, 10))

    def letters(self, random):
        return text(random, string.ascii_lowercase, random.randint(6, 10))


KINDS = {
    "random": ["hex", "hex", "upper_hex", "base62", "base62", "base62_short", "base36", "base36_upper", "base32",
               "base64", "base64url", "printable", "prefixed", "groups", "two_parts", "uuid"],
    "human": ["mixed", "mixed_short", "word_mark_digits", "word_digits_mark", "words_joined", "mark_inside",
              "leet", "initials", "chunks", "passphrase"],
    "weak": ["plain_word", "common_word", "word_digits", "number", "letters"],
}


def text(random, alphabet, size):
    return "".join(random.choice(alphabet) for _ in range(size))


def _words(path, low, high):
    with open(path, encoding="utf-8", errors="replace") as lines:
        words = [line.strip() for line in lines]
    return [w for w in words if w.isascii() and w.isalpha() and low <= len(w) <= high]
