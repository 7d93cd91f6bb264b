"""Rule 15, `json`: a strict reader that keeps the text of numbers."""
import re


class NotJson(Exception):
    pass


class Num:
    """A JSON number, by its text."""
    __slots__ = ("text",)

    def __init__(self, text):
        self.text = text

    def whole(self):
        return not any(c in self.text for c in ".eE")

    def value(self):
        return int(self.text)


def esc(key):
    return key.replace("~", "~0").replace("/", "~1")


NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
ESCAPES = {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class JsonReader:
    def __init__(self, text):
        self.s = text.removeprefix("\ufeff")   # a byte order mark before the text is no part of it
        self.i = 0
        self.twice = set()

    def read(self):
        self.space()
        v = self.value("", 1)
        self.space()
        if self.i != len(self.s):
            raise NotJson()
        return v

    def space(self):
        while self.i < len(self.s) and self.s[self.i] in " \t\n\r":
            self.i += 1

    def peek(self):
        return self.s[self.i] if self.i < len(self.s) else ""

    def need(self, c):
        if self.peek() != c:
            raise NotJson()
        self.i += 1

    def value(self, at, depth):
        """depth: the level that an array or object here would have."""
        c = self.peek()
        if c == "{":
            if depth > 127:
                raise NotJson()
            self.i += 1
            out = {}
            self.space()
            if self.peek() == "}":
                self.i += 1
                return out
            while True:
                self.space()
                key = self.string()
                self.space()
                self.need(":")
                self.space()
                here = at + "/" + esc(key)
                if key in out:
                    self.twice.add(here)
                out[key] = self.value(here, depth + 1)
                self.space()
                if self.peek() == ",":
                    self.i += 1
                    continue
                self.need("}")
                return out
        if c == "[":
            if depth > 127:
                raise NotJson()
            self.i += 1
            out = []
            self.space()
            if self.peek() == "]":
                self.i += 1
                return out
            while True:
                self.space()
                out.append(self.value(f"{at}/{len(out)}", depth + 1))
                self.space()
                if self.peek() == ",":
                    self.i += 1
                    continue
                self.need("]")
                return out
        if c == '"':
            return self.string()
        for word, v in (("true", True), ("false", False), ("null", None)):
            if self.s.startswith(word, self.i):
                self.i += len(word)
                return v
        m = NUMBER.match(self.s, self.i)
        if not m:
            raise NotJson()
        self.i = m.end()
        return Num(m.group())

    def hex4(self):
        h = self.s[self.i:self.i + 4]
        if not re.fullmatch(r"[0-9A-Fa-f]{4}", h):
            raise NotJson()
        self.i += 4
        return int(h, 16)

    def string(self):
        self.need('"')
        out = []
        while True:
            c = self.peek()
            if c == "" or c < " ":
                raise NotJson()
            self.i += 1
            if c == '"':
                return "".join(out)
            if c != "\\":
                out.append(c)
                continue
            e = self.peek()
            self.i += 1
            if e == "u":
                u = self.hex4()
                if 0xDC00 <= u <= 0xDFFF:           # a lone half of a pair is no text
                    raise NotJson()
                if 0xD800 <= u <= 0xDBFF:
                    self.need("\\")
                    self.need("u")
                    w = self.hex4()
                    if not 0xDC00 <= w <= 0xDFFF:
                        raise NotJson()
                    u = 0x10000 + ((u - 0xD800) << 10) + (w - 0xDC00)
                out.append(chr(u))
            elif e in ESCAPES and e:
                out.append(ESCAPES[e])
            else:
                raise NotJson()
