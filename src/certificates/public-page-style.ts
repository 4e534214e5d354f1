/**
 * The look of the public certificate page, in line and without anything fetched: light and dark,
 * from 320 px up, with a contrast of at least 4.5:1 for text (WCAG 2.2 AA), and on paper.
 */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--paper:#f6f5f0;--card:#fff;--ink:#1d2924;--muted:#54615a;
--line:#dcdcd2;--green:#1e4d3b;--gold:#a8832f;--link:#17604a;
--good:#e3f1e8;--good-ink:#14502f;--warn:#fbf0d5;--warn-ink:#6b4700;--bad:#fbe4e1;--bad-ink:#8a1c12}
@media(prefers-color-scheme:dark){:root{--paper:#121815;--card:#1a221e;--ink:#e9ede9;
--muted:#a9b6ae;--line:#313c36;--green:#8fc7ac;--gold:#d3b264;--link:#8fd0b2;
--good:#173a29;--good-ink:#bfe8d0;--warn:#40310f;--warn-ink:#f4dda0;
--bad:#471c18;--bad-ink:#f8c9c3}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Nirmala UI",sans-serif}
main{max-width:44rem;margin:0 auto;padding:1.5rem 1rem 3rem}
header{text-align:center;margin:.5rem 0 1.25rem}
header svg{width:4.5rem;height:4.5rem}
h1,h2,.name{font-family:"EB Garamond",Garamond,Georgia,"Noto Serif",serif;font-weight:500}
h1{font-size:1.75rem;line-height:1.2;margin:.25rem 0;color:var(--green)}
h2{font-size:1.25rem;margin:2rem 0 .5rem;color:var(--green)}
.card{background:var(--card);border:1px solid var(--line);border-radius:.75rem;overflow:hidden}
.status{padding:1rem 1.25rem;border-bottom:1px solid var(--line)}
.status strong{display:block;font-size:1.15rem}
.valid{background:var(--good);color:var(--good-ink)}
.superseded,.being-rendered,.delayed,.expired,.issued-elsewhere{
background:var(--warn);color:var(--warn-ink)}
.unknown,.revoked{background:var(--bad);color:var(--bad-ink)}
.status a{color:inherit;font-weight:600}
.name{font-size:2rem;line-height:1.2;font-style:italic;margin:1.25rem 1.25rem .25rem}
dl{margin:0 1.25rem 1rem}
dl div{display:grid;grid-template-columns:10rem 1fr;gap:.15rem 1rem;padding:.6rem 0;
border-top:1px solid var(--line)}
dl div:first-child{border-top:0}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
.name,h1{overflow-wrap:anywhere}
code{font-family:ui-monospace,"Cascadia Mono",Menlo,Consolas,monospace;font-size:.9em;
overflow-wrap:anywhere}
a{color:var(--link)}
.button{display:inline-block;margin:0 1.25rem 1.25rem;padding:.65rem 1.1rem;border-radius:.5rem;
background:var(--green);color:var(--card);text-decoration:none;font-weight:600}
a:focus-visible{outline:3px solid var(--gold);outline-offset:2px}
footer{margin-top:2rem;color:var(--muted);font-size:.9rem}
nav{margin-top:.5rem;display:flex;flex-wrap:wrap;gap:.25rem 1rem}
.erased{margin:1rem 1.25rem}
.sheet{display:block;margin:.75rem 1.25rem 1.25rem}
.sheet img{display:block;width:100%;height:auto;border:1px solid var(--line);background:#fff}
@media(max-width:34rem){dl div{grid-template-columns:1fr}.name{font-size:1.6rem}
.button{display:block;text-align:center}}
@media print{body{background:#fff;color:#000}.button{display:none}}
`.trim();
