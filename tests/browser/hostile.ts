// Texts of somebody who means ill: markup, directions, what cannot be seen, length, hosts that look like others.

/** What somebody might write to deceive, or to break what draws it; each with a word to find it by. */
export const hostile = [
  "<script>alert('%')</script>", "<img src=x onerror=alert(1)> %", "<iframe src=//evil.example></iframe> %", "<svg onload=alert(1)>%</svg>",
  "<a href=javascript:alert(1)>%</a>", "<style>*{display:none}</style>%", "<!-- % -->", "<div hidden>%</div>", "<form action=//evil.example>%</form>",
  "<link rel=stylesheet href=//evil.example> %", "<base href=//evil.example>%", "<meta http-equiv=refresh content=0> %", "</div></li></ol>%",
  "[%](javascript:alert(1))", "[%](data:text/html,<script>alert(1)</script>)", "[%](vbscript:x)", "[%](https://evil.example)", "[%](//evil.example)",
  "[%](https://evil.example \"https://bank.example\")", "![%](https://evil.example/p.png)", "[![%](https://evil.example/p.png)](https://evil.example)",
  "<https://evil.example/%>", "<javascript:%>", "[%]: https://evil.example 'unseen'", "[https://bank.example/%](https://evil.example)",
  "# %", "> %", "> > > > > > > > > > %", "- - - - - - - - - %", "1. %", "```\n%\n```", "~~~ <b>%\n<i>\n~~~", "    <b>%</b>", "***%***", "`<b>%</b>`",
  "\u202e%\u202c", "\u2066%", "a\u200b%", "\ufeff%", "%\u0007", "\u2028%", "\ud83d\ude00 %", "% " + "W".repeat(5000), "**".repeat(2000) + "%",
  "[".repeat(2000) + "%", "(".repeat(2000) + "%", "> ".repeat(2000) + "%", "`".repeat(2000) + "%", "*a* ".repeat(1500) + "%", "<".repeat(2000) + "%",
  "&lt;script&gt;%", "&#x202e;%", "\\<b>%", "https://b\u0430nk.example/%", "@[nobody %", "@[] %", "{{%}}", "${%}", "%\n\n---\n\n%", "=== %",
];

/** Hosts that are read as another one. */
const lookAlikes = [
  "https://b\u0430nk.example/%", "\u0501ocs.example %", "xn--bnk-5cd.example/%", "g00gle.example %", "bank.example.%.example", "\uff42\uff41\uff4e\uff4b.example %",
  "bank\u3002example %", "https://bank.example@%.example/", "https://bank.example%2f@evil.example/%", "bank.example\u2044%", "\u202eelpmaxe.knab\u202c %", "ban\u200bk.example %",
];

const before = ["", "\"", "'", "<", "\u202e", "\u2067", "https://", "javascript:", "\u0001"];
const after = ["", ">", "\">", "'/>", "\u2069", "\r\n", "\u0085", "//evil.example"];

/** So many of them, no two alike. Each begins with a word of its own, `word17x`. */
export function corpus(count: number): string[] {
  const texts = [...hostile, ...lookAlikes];
  return Array.from({ length: count }, (_, n) => {
    const round = Math.floor(n / texts.length);
    const text = texts[n % texts.length] ?? "";
    const [first, last] = [before[round % before.length], after[Math.floor(round / before.length) % after.length]];
    return `word${n}x ${first}${text.replaceAll("%", `word${n}x`)}${last}`;
  });
}
