"""Words that break programs: each is known to have broken one."""

from hypothesis import strategies as st

# Markup that shows itself on a page where somebody forgot to escape; no browser knows the element.
MARKUP = "zq7"
MARKS = (
    f'"><{MARKUP} onx=1>',
    f"'><{MARKUP} onx=1>",
    f"</title></textarea></script><{MARKUP}>",
    f"<{MARKUP}>".upper(),
    f"javascript:alert('<{MARKUP}>')",
    f"{{{{ '<{MARKUP}>'|safe }}}}",
    f"{{% autoescape off %}}<{MARKUP}>{{% endautoescape %}}",
)
HEADER = "X-Smuggled"
WORDS = (
    *MARKS,
    # Nothing, and what looks like nothing.
    *("", " ", "\x00", "a\x00b", "\u200b", "\ufeff", "\r\n", "\t", "\x1b[31m", "\x7f", "\u2028"),
    # Numbers that are none, or too many: "²" is a digit that int() does not take, "٣" one that it does.
    *("0", "-1", "²", "٣", "1e999", "NaN", "Infinity", "0x10", "1_000", "9" * 30, "9" * 5000, "1.5", "1,5", "½", "٣٫٥"),
    *("2147483648", "9223372036854775808", "-9223372036854775809", "true", "null", "None", "undefined"),
    # Dates beyond the calendar.
    *("0000-00-00", "9999-12-31", "10000-01-01", "2026-02-30", "31.12.0001", "2026-11-22T25:61", "1/1/1"),
    # Other languages' syntax.
    *("' OR 1=1 --", '"; DROP TABLE clusters_answer; --', "%s", "%(x)s", "%", "\\", "_%", "`id`", "$(id)", "${7*7}"),
    *(
        "{{ 7*7 }}",
        "{0.__class__}",
        "../../../../etc/passwd",
        "..\\..\\win.ini",
        "file:///etc/passwd",
        "//evil.example/",
    ),
    *("=1+1", "@SUM(A1)", "*.*", "[", "(", "a{9999}", "(a+)+$", "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe"),
    *(f"a\r\n{HEADER}: 1", f"a\n{HEADER}: 1", "a;b=c", "a&b=c", "#", "?", "https://evil.example/", "data:text/html,x"),
    # Letters.
    *("æøåÆØÅ", "A\u030a", "ﬁ", "İ", "ß" * 60, "😀" * 300, "\U0010ffff", "e" + "\u0301" * 500, "x" * 20_000),
)

words = st.one_of(st.sampled_from(WORDS), st.text(max_size=40), st.integers().map(str))
