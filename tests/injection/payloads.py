"""Texts that a record, a platform or a candidate may bring, each of which some reader would take for more than text.

``xss7`` is the mark: no element, attribute or address of ours has it, so that one that does was injected.
"""

from __future__ import annotations

MARK = "xss7"

PAYLOADS: dict[str, str] = {
    "element": "<xss7 onxss7=1>",
    "end of whatever holds it": "</title></h1></style></textarea></script><xss7>",
    "attribute": '" onxss7="1" x="',
    "attribute, single quotes": "' onxss7='1' x='",
    "attribute, no quotes": "x onxss7=1",
    "script": "</script><script>xss7()</script>",
    "double escape": "<!--<script><xss7>-->",
    "cdata": "]]><xss7></xss7><![CDATA[",
    "entities": "&lt;xss7&gt; &amp; &#60;xss7&#62; &xss7;",
    "markup of SVG": "<svg onload=xss7()><a href=javascript:xss7()>",
    "template": "{{ 7*7 }}{% include 'xss7' %}{# x #}${7*7}<%= 7 %>",
    "markdown": "[xss7](javascript:xss7()) ![x](//xss7.example/x) `<xss7>` **b** | a",
    "markdown, block": '# <xss7 markdown="1"> ***',
    "markdown, reference": '[xss7]: javascript:xss7() "x"',
    "address": "javascript:xss7()//",
    "address, data": "data:text/html,<xss7>",
    "formula": '=HYPERLINK("https://xss7.example","x")',
    "formula, plus": "+1+cmd|' /C calc'!A0",
    "formula, minus": "-1+1|x",
    "formula, at": "@SUM(1;2)",
    "csv": 'a","b;c',
    "typst": '#panic("xss7") $x$ #import "/x.typ" \\ ] [ *b* _i_ @a <a> // /* ```',
    "icalendar": "a;b,c\\nBEGIN:VEVENT\\;X:Y",
    "mail": "a =?utf-8?q?=0D=0ABcc:_xss7@evil.example?= b",
    "mail, address": '"x" <xss7@evil.example>, other@evil.example',
    "rich": "[bold red]xss7[/] [link=https://xss7.example]x[/link] :smile:",
    "shell": "$(xss7) `xss7`; | && > /tmp/xss7 %0a %s {0}",
    "workflow": "::error file=a::xss7 %0A::set-output",
    "path": "../../../../etc/passwd\\..\\xss7",
    "yaml": "!!python/object:os.system [xss7] &a *a - : # ' \" | >",
    "json": '\\u003cxss7\\u003e "}]} \\',
}

SPOKEN: dict[str, str] = {
    "escape": "\x1b[2J\x1b]0;xss7\x07\x1b]8;;https://xss7.example\x07x",
    "carriage return": "harmless\rxss7",
    "C1": "\x9b2J\x90xss7\x9c",
    "reversed": "\u202exss7\u2066\u2069",
    "invisible": "a\u200bb\u2060c\ufeff\U000e0041",
    "a line of ours": "x\x0bxss7\u2028xss7\u2029\x85xss7",
}
"""What only a terminal obeys: records refuse these, files and mails from outside may hold them."""
