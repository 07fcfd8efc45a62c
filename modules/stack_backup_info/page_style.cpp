// How the page looks. No colour carries a meaning alone: the marker has a shape, the state a word, a bar a
// pattern.
#include "stack_backup_info/page.hpp"

namespace slipway::stack_backup_info {

Html page_style() {
  return R"css(
:root {
  --page: #f7f7f5; --card: #ffffff; --text: #1d2024; --soft: #585f69; --line: #e2e3e0; --rail: #8b919b;
  --link: #1f5a94; --good: #17693c; --good-tint: #e6f3ea; --bad: #a92a20; --bad-tint: #fbebe9;
  --warn: #7d4d00; --warn-tint: #fdf1dc; --track: #eff0ee; --grid: #dcdedb;
  --pull: #5b7ea8; --up: #1f4f82; --other: #777d87;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #131518; --card: #1a1d22; --text: #e4e6ea; --soft: #a2a9b4; --line: #2c3038; --rail: #79808c;
    --link: #8fc0f2; --good: #6ccf94; --good-tint: #15291d; --bad: #ff9389; --bad-tint: #321a19;
    --warn: #ecb765; --warn-tint: #2d2313; --track: #242830; --grid: #343942;
    --pull: #6f93bf; --up: #a5cdf6; --other: #868d99;
  }
}
* { box-sizing: border-box; }
html { color-scheme: light dark; -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; max-width: 62rem; padding: 2.5rem clamp(1rem, 4vw, 2.5rem) 3rem;
  background: var(--page); color: var(--text); font: 1rem/1.5 var(--sans); overflow-wrap: anywhere;
}
h1, h2, h3, h4, h5, p, ol, ul, dl, dd, pre { margin: 0; }
h1 { font-size: 1.875rem; line-height: 1.2; letter-spacing: -.015em; }
h2 { font-size: .8125rem; letter-spacing: .08em; text-transform: uppercase; color: var(--soft); margin: 2.25rem 0 .75rem; }
h3 { font-size: 1.0625rem; line-height: 1.35; }
h4 { font-size: .9375rem; }
h5 { font-size: .8125rem; color: var(--soft); margin-top: .75rem; }
a.id { display: inline-block; max-width: 100%; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.eyebrow { font-size: .8125rem; letter-spacing: .08em; text-transform: uppercase; color: var(--soft); }
.aside, .note, footer { color: var(--soft); font-size: .875rem; }
.note { font-weight: 400; font-size: .8125rem; }
.bad-note { color: var(--bad); font-weight: 600; }
.id { font-family: var(--mono); font-size: .875em; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
footer { margin-top: 2.5rem; padding-top: 1rem; border-top: 1px solid var(--line); }

.now, .empty { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1.125rem 1.375rem; }
.now { border-left: 6px solid var(--good); background: var(--good-tint); }
.now.none { border-left-color: var(--rail); background: var(--card); }
.now .eyebrow { display: flex; align-items: center; gap: .5rem; font-weight: 600; margin-bottom: .25rem; }
.now:not(.none) .eyebrow { color: var(--good); }
.dot { width: .625rem; height: .625rem; border-radius: 50%; background: var(--good); }
.now + .now { margin-top: .75rem; }
.headline { font-size: 1.5rem; line-height: 1.25; font-weight: 650; letter-spacing: -.01em; }
.now .aside { margin-top: .375rem; }
.empty h2 { margin-top: 0; font-size: 1.125rem; letter-spacing: 0; text-transform: none; color: var(--text); }
.empty p { margin-top: .75rem; }

main { margin-top: 1.5rem; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; margin-bottom: 1rem; color: var(--soft); font-size: .8125rem; }
.key { display: inline-block; width: 1.25rem; height: .625rem; margin-right: .4rem; border-radius: 2px; }

.releases { list-style: none; padding: 0; }
.release article { display: grid; grid-template-columns: 6.5rem 1fr; column-gap: 3rem; position: relative; padding-bottom: 1.75rem; }
.release article::before { content: ""; position: absolute; left: 8rem; top: .75rem; bottom: -.75rem; border-left: 2px solid var(--line); }
.release:last-child article::before { display: none; }
.release article::after {
  content: ""; position: absolute; left: 8rem; top: .3rem; width: .875rem; height: .875rem; margin-left: calc(-.4375rem + 1px);
  border-radius: 50%; border: 2px solid var(--rail); background: var(--page);
}
.past article::after { background: var(--rail); }
.back.past article::after { background: var(--page); border-width: 3px; }
.live article::after { border-color: var(--good); background: var(--good); box-shadow: 0 0 0 3px var(--page), 0 0 0 5px var(--good); }
.failed article::after { border-radius: 2px; border-color: var(--bad); background: var(--bad); transform: rotate(45deg); }
.open article::after { border-color: var(--warn); border-style: dashed; }
.release:target .what { outline: 2px solid var(--link); outline-offset: .625rem; border-radius: 4px; }
.when { text-align: right; line-height: 1.35; }
.when span { display: block; }
.clock { font-variant-numeric: tabular-nums; font-weight: 600; }
.day { color: var(--soft); font-size: .8125rem; }
.what > header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; }
.what > p, .failure > * + * { margin-top: .375rem; }
.pill { font-size: .8125rem; font-weight: 600; color: var(--soft); border: 1px solid var(--line); border-radius: 99px; padding: 0 .625rem; background: var(--card); }
.live .pill { color: var(--good); background: var(--good-tint); border-color: currentcolor; }
.failed .pill { color: var(--bad); background: var(--bad-tint); border-color: currentcolor; }
.open .pill { color: var(--warn); background: var(--warn-tint); border: 1px dashed currentcolor; }
.undone h3 { text-decoration: line-through; text-decoration-thickness: 1px; text-decoration-color: var(--rail); }
.facts { display: flex; flex-wrap: wrap; gap: .125rem 1.25rem; margin-top: .25rem; font-size: .875rem; }
.facts dt, .facts dd { display: inline; }
.facts dt { color: var(--soft); }
.facts dt::after { content: " "; }
.warning { border-left: 3px solid var(--warn); background: var(--warn-tint); padding: .5rem .75rem; border-radius: 0 6px 6px 0; font-size: .9375rem; }

.failure { margin-top: .625rem; border-left: 3px solid var(--bad); padding-left: .875rem; font-size: .9375rem; }
.outcome { color: var(--soft); }
.box { border-top: 1px solid var(--line); padding: .75rem 0 .25rem; margin-top: .5rem; }
pre {
  font: .8125rem/1.5 var(--mono); white-space: pre-wrap; margin-top: .25rem; padding: .625rem .75rem;
  background: var(--track); border-radius: 6px;
}

details { margin-top: .625rem; }
summary:hover { color: var(--link); }
summary { cursor: pointer; border-radius: 4px; font-size: .875rem; font-weight: 600; }
.times > summary { display: grid; grid-template-columns: 10rem 1fr 5.25rem; align-items: center; column-gap: .75rem; list-style: none; }
.times > summary::-webkit-details-marker { display: none; }
.summary-words::before { content: "\25B8"; display: inline-block; width: 1em; color: var(--soft); }
[open] > summary > .summary-words::before { content: "\25BE"; }
[open] > summary > .strip { visibility: hidden; }
.strip, .track { position: relative; }
.strip { display: block; height: .625rem; background: var(--track); border-radius: 3px; overflow: hidden; }
.bar { position: absolute; left: min(var(--at), 100% - 2px); width: var(--for); top: 0; bottom: 0; min-width: 2px; border-radius: 2px; }
.other { background: var(--other); }
.up { background: var(--up); }
.pull { background: repeating-linear-gradient(135deg, var(--pull) 0 5px, color-mix(in srgb, var(--pull) 72%, var(--card)) 5px 7px); }
.bad { background: repeating-linear-gradient(45deg, var(--bad) 0 3px, var(--bad-tint) 3px 5px); border: 1px solid var(--bad); }
.took { font-variant-numeric: tabular-nums; text-align: right; white-space: nowrap; }

.steps { width: 100%; margin-top: .375rem; border-collapse: collapse; table-layout: fixed; font-size: .875rem; }
.steps th { width: 10.75rem; text-align: left; font-weight: 400; padding: .1875rem .75rem .1875rem 0; vertical-align: middle; line-height: 1.3; }
.steps thead th { color: var(--soft); font-size: .75rem; }
.steps .took { width: 6rem; padding: 0 0 0 .75rem; text-align: right; }
.steps .axis { position: relative; width: auto; padding: 0; height: 1.25rem; }
.tick { position: absolute; top: 0; padding-left: .25rem; font-variant-numeric: tabular-nums; white-space: nowrap; }
.track { padding: 0; background: linear-gradient(90deg, var(--grid) 1px, transparent 1px) 0 0 / var(--tick) 100%; }
.track .bar { top: calc(50% - .3125rem); bottom: auto; height: .625rem; }
.part th { padding-left: 1rem; color: var(--soft); }
.part .track .bar { top: calc(50% - .1875rem); height: .375rem; }
.part .took { color: var(--soft); }

@media (max-width: 44rem) {
  .release article { grid-template-columns: 1fr; padding-left: 1.75rem; }
  .release article::before, .release article::after { left: .375rem; }
  .when { text-align: left; }
  .when span { display: inline; }
  .times > summary { grid-template-columns: 4.5rem 1fr 4rem; }
  .steps { font-size: .8125rem; }
  .steps th { width: 7rem; padding-right: .5rem; }
  .steps .took { width: 3.75rem; padding-left: .375rem; }
  .took { white-space: normal; }
  .tick:nth-child(even) { display: none; }
  .part th { padding-left: .5rem; }
}
@media (forced-colors: active) { .bar, .key, .release article::after { forced-color-adjust: none; } }
@media print { body { max-width: none; } .release { break-inside: avoid; } }
)css";
}

}  // namespace slipway::stack_backup_info
