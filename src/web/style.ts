/** The one style sheet of all pages, inline so that a page is a single answer. */

/** Exported for the hash in a content security policy. Colours keep a contrast of 4.5 in both modes. */
export const PAGE_STYLE = `
:root{color-scheme:light dark;--ink:#1a1a1a;--quiet:#595959;--paper:#fff;--line:#d9d9d9;--link:#0b57a4}
@media (prefers-color-scheme:dark){:root{--ink:#e8e8e8;--quiet:#a8a8a8;--paper:#161616;--line:#3a3a3a;--link:#8ab8f0}}
*{box-sizing:border-box}
body{margin:0 auto;padding:0 1.25rem;max-width:42rem;background:var(--paper);color:var(--ink);font:1.0625rem/1.6 system-ui,sans-serif;overflow-wrap:break-word}
a{color:var(--link)}
a:focus-visible{outline:2px solid currentColor;outline-offset:2px}
.skip{position:absolute;left:-100vw}
.skip:focus{left:1.25rem;top:.5rem;padding:.25rem .5rem;background:var(--paper)}
header.site{margin:1.25rem 0;padding-bottom:.75rem;border-bottom:1px solid var(--line);font-weight:600}
header.site a{color:inherit;text-decoration:none}
footer.site{margin:3rem 0 1.5rem;padding-top:.75rem;border-top:1px solid var(--line);color:var(--quiet);font-size:.9rem}
h1{margin:1.5rem 0 .75rem;font-size:1.9rem;line-height:1.25}
h2{margin:2.25rem 0 .5rem;font-size:1.2rem}
.standfirst{font-size:1.2rem;line-height:1.45}
.meta,.credit,figcaption,time{color:var(--quiet);font-size:.9rem}
.meta p{margin:.15rem 0}
.dateline{font-weight:600}
.notice{margin:1.25rem 0;padding:.25rem 1rem;border-left:4px solid var(--line)}
.list{margin:0;padding:0;list-style:none}
.list>li{padding:.6rem 0;border-bottom:1px solid var(--line)}
.list p{margin:.1rem 0;color:var(--quiet)}
.list .list{margin-left:1rem;border-left:2px solid var(--line);padding-left:1rem}
.list .list>li:last-child{border-bottom:0}
.addresses{margin:.1rem 0;overflow-wrap:anywhere}
.addresses dd{margin:0 0 .25rem}
.formats,.topics{display:flex;flex-wrap:wrap;gap:.25rem 1rem;margin:.1rem 0;padding:0;list-style:none}
figure{margin:1.5rem 0}
img,video{max-width:100%;height:auto}
table{display:block;max-width:100%;overflow-x:auto;border-collapse:collapse}
pre{overflow-x:auto;padding:.75rem 1rem;border:1px solid var(--line);border-radius:4px;font-size:.85rem;line-height:1.5}
code{font-family:ui-monospace,monospace;font-size:.9em}
pre code{font-size:inherit}
h3{margin:1.75rem 0 .25rem;font-size:1.05rem}
h3 a{color:inherit;text-decoration:none}
h3 a:hover{text-decoration:underline}
.contents{margin:.1rem 0;padding-left:1.25rem;columns:16rem;font-size:.95rem}
.operation{padding-bottom:1rem;border-bottom:1px solid var(--line)}
.operation .route{overflow-wrap:anywhere}
.scroll{overflow-x:auto;margin:1rem 0}
.scroll:focus-visible,pre:focus-visible{outline:2px solid currentColor;outline-offset:2px}
.scroll table{display:table;width:100%;min-width:34rem;max-width:none;font-size:.9rem;line-height:1.45}
.scroll th,.scroll td{padding:.35rem .75rem .35rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
small{color:var(--quiet)}
@media (max-width:36rem){.scroll table{min-width:0;font-size:.85rem}.scroll th,.scroll td{padding-right:.5rem}.scroll td:first-child{max-width:7rem;overflow-wrap:break-word}}
@media print{.skip,nav,footer.site{display:none}body{max-width:none}}
`;
