// How the elements look: one sheet, made without markup, so that a policy without 'unsafe-inline' lets it through.
// docs/panel.md lists the custom properties and the parts.

const CSS = `
:host {
  /* Names of its own: a page may set --vitrine-line to its own --line. */
  display: block;
  padding: var(--vitrine-padding, 16px);
  container-type: inline-size;
  --_ink: var(--vitrine-ink, #2a2320);
  --_soft: var(--vitrine-soft, #655a53);
  --_surface: var(--vitrine-surface, #ffffff);
  --_wash: var(--vitrine-wash, #f4f0eb);
  --_line: var(--vitrine-line, #ddd5cd);
  --_accent: var(--vitrine-accent, #9d4224);
  --_second: var(--vitrine-second, #3f6b5c);
  --_danger: var(--vitrine-danger, #9b2c2c);
  --_focus: var(--vitrine-focus, #1b5fc1);
  --_knob: var(--vitrine-knob, #ffffff);
  --_radius: var(--vitrine-radius, 12px);
  color: var(--_ink);
  background: var(--_surface);
  font-family: var(--vitrine-font-family, system-ui, sans-serif);
  font-size: var(--vitrine-font-size, 1rem);
  line-height: 1.5;
  text-align: start;
}
:host([hidden]) { display: none; }
@supports (color: light-dark(#000, #fff)) {
  :host {
    --_ink: var(--vitrine-ink, light-dark(#2a2320, #f2ebe4));
    --_soft: var(--vitrine-soft, light-dark(#655a53, #b9ada3));
    --_surface: var(--vitrine-surface, light-dark(#ffffff, #211d1a));
    --_wash: var(--vitrine-wash, light-dark(#f4f0eb, #2e2824));
    --_line: var(--vitrine-line, light-dark(#ddd5cd, #463e38));
    --_accent: var(--vitrine-accent, light-dark(#9d4224, #eb9a73));
    --_second: var(--vitrine-second, light-dark(#3f6b5c, #93c4b0));
    --_danger: var(--vitrine-danger, light-dark(#9b2c2c, #f09a94));
    --_focus: var(--vitrine-focus, light-dark(#1b5fc1, #86b6ff));
    --_knob: var(--vitrine-knob, light-dark(#ffffff, #211d1a));
  }
}
*, *::before, *::after { box-sizing: border-box; }
h2, h3, h4, p, ul, ol, dl, dd { margin: 0; padding: 0; }
ul, ol { list-style: none; }
h2, h3 { font-family: var(--vitrine-heading-font-family, inherit); font-weight: var(--vitrine-heading-font-weight, 600); line-height: 1.3; }
h2 { font-size: 1.35em; }
h3 { margin-block-end: 0.5em; font-size: 1.12em; }
h4 { color: var(--_soft); font-size: 0.82em; font-weight: 600; }
p + p { margin-block-start: 0.35em; }
.small { color: var(--_soft); font-size: 0.86em; line-height: 1.4; }
.sr { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 3px solid var(--_focus); outline-offset: 2px; }

.head { display: grid; gap: 6px; padding-block-end: 14px; }
.said:empty { display: none; }
.said { padding: 8px 12px; border-radius: var(--_radius); background: var(--_wash); color: var(--_second); font-weight: 600; }

button, .button {
  min-height: 40px;
  padding: 8px 16px;
  border: 1px solid var(--_line);
  border-radius: 999px;
  background: none;
  color: var(--_ink);
  font: inherit;
  font-weight: 600;
  text-align: center;
  cursor: pointer;
}
button:hover { background: var(--_wash); }
button:disabled { color: var(--_soft); cursor: default; opacity: 0.7; }
button.primary { border-color: var(--_accent); background: var(--_accent); color: var(--_surface); }
button.danger { border-color: var(--_danger); color: var(--_danger); }
button.danger .icon { margin-inline-end: 6px; vertical-align: -3px; }
button.quiet { min-height: 28px; padding: 2px 8px; border-color: transparent; color: var(--_soft); font-size: 0.86em; text-decoration: underline; text-underline-offset: 3px; }
button.round { display: inline-grid; place-items: center; width: 30px; min-height: 30px; height: 30px; padding: 0; border-color: transparent; color: var(--_soft); }
button.round:hover { color: var(--_accent); }
.icon { width: 18px; height: 18px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.buttons { display: flex; flex-wrap: wrap; gap: 8px; }

.block { padding-block: 18px; border-block-start: 1px solid var(--_line); }
.switch { display: grid; grid-template-columns: 1fr auto; gap: 2px 14px; align-items: center; padding-block: 7px; }
.switch label, .dial label { font-weight: 600; }
.switch .small { grid-column: 1 / -1; padding-inline-end: 60px; }
.switch .held { color: var(--_danger); }
.switch.minor label { font-weight: 400; }
input[type="checkbox"] {
  position: relative;
  width: 46px;
  height: 28px;
  margin: 0;
  border-radius: 999px;
  background: var(--_soft);
  appearance: none;
  cursor: pointer;
}
input[type="checkbox"]::after {
  position: absolute;
  inset-block-start: 3px;
  inset-inline-start: 3px;
  width: 22px;
  height: 22px;
  border-radius: 50%;
  background: var(--_knob);
  content: "";
  transition: inset-inline-start 120ms;
}
input[type="checkbox"]:checked { background: var(--_second); }
input[type="checkbox"]:checked::after { inset-inline-start: 21px; }
input[type="checkbox"]:disabled { opacity: 0.45; cursor: default; }
fieldset { margin: 8px 0; padding: 0; border: 0; }
legend { padding: 0; color: var(--_soft); font-size: 0.86em; font-weight: 600; }
.dial { padding-block: 8px; }
input[type="range"] { display: block; width: 100%; height: 28px; margin: 4px 0 0; accent-color: var(--_accent); }
.ends { display: flex; justify-content: space-between; gap: 12px; color: var(--_soft); font-size: 0.82em; }

.legend { display: flex; align-items: center; gap: 6px; color: var(--_soft); font-size: 0.82em; }
.mark { width: 18px; height: 7px; border-radius: 999px; }
.mark.long { margin-inline-start: 10px; }
.mark.short { background: var(--_accent); }
.mark.long { background: var(--_second); }
.group { margin-block-start: 12px; }
.group header { display: flex; align-items: center; justify-content: space-between; gap: 8px; }
.row { display: grid; grid-template-columns: minmax(72px, 32%) 1fr auto; gap: 4px 10px; align-items: center; min-height: 34px; font-size: 0.94em; }
.name { overflow: hidden; overflow-wrap: anywhere; line-height: 1.3; }
.bars { display: grid; gap: 3px; }
.bar { display: block; width: 100%; height: 7px; border-radius: 999px; background: var(--_wash); overflow: hidden; }
.bar.short { fill: var(--_accent); }
.bar.long, .bar.range { fill: var(--_second); }
.bar .typical { fill: var(--_accent); }
[dir="rtl"] .bar { transform: scaleX(-1); }
.acts { display: flex; }
.price { display: grid; grid-template-columns: minmax(72px, 32%) 1fr; gap: 0 10px; align-items: center; padding-block: 4px; font-size: 0.94em; }
.price .small { grid-column: 2; }
.piece { display: flex; gap: 12px; align-items: center; padding-block: 5px; }
.piece .words { display: grid; flex: 1; min-width: 0; font-size: 0.94em; line-height: 1.3; overflow-wrap: anywhere; }
.thumb { flex: none; width: 40px; min-height: 40px; border-radius: 9px; background: var(--_wash); overflow: hidden; }
::slotted([slot^="picture-"]) { display: block; width: 100%; height: auto; }
.note { padding-block: 0 16px; }
.terms { display: grid; grid-template-columns: minmax(96px, 40%) 1fr; gap: 2px 12px; margin-block-start: 8px; font-size: 0.9em; }
.terms dt { overflow-wrap: anywhere; }
.terms dd { color: var(--_soft); }
.receipt { margin-block-start: 12px; padding: 12px 14px; border: 1px dashed var(--_line); border-radius: var(--_radius); }
.ledger li { display: flex; flex-wrap: wrap; gap: 0 10px; justify-content: space-between; padding-block: 4px; font-size: 0.9em; }

dialog {
  width: min(420px, calc(100vw - 24px));
  max-height: calc(100dvh - 24px);
  padding: 20px;
  border: 1px solid var(--_line);
  border-radius: calc(var(--_radius) + 6px);
  background: var(--_surface);
  color: var(--_ink);
  overflow-y: auto;
}
dialog::backdrop { background: rgb(20 14 8 / 46%); }
dialog header { display: flex; align-items: start; justify-content: space-between; gap: 12px; }
dialog > * + * { margin-block-start: 12px; }
.picture { width: fit-content; margin-inline: auto; }
.picture svg { display: block; }
.code { direction: ltr; unicode-bidi: isolate; display: block; padding: 10px; border-radius: var(--_radius); background: var(--_wash); font: 600 1.15em/1.4 ui-monospace, monospace; letter-spacing: 0.04em; text-align: center; user-select: all; }
.field { display: grid; gap: 4px; font-weight: 600; }
input[type="text"], input[type="file"] { width: 100%; min-height: 40px; padding: 8px 10px; border: 1px solid var(--_soft); border-radius: 8px; background: var(--_surface); color: var(--_ink); font: inherit; font-weight: 400; }
input[type="text"].typed { direction: ltr; font-family: ui-monospace, monospace; letter-spacing: 0.04em; text-transform: uppercase; }
.wrong { color: var(--_danger); font-weight: 600; }

.why ul { display: grid; gap: 6px; padding-inline-start: 1.1em; list-style: disc; }
.why li::marker { color: var(--_accent); }
.why .against { margin-block: 10px 4px; color: var(--_soft); font-size: 0.9em; }
.why .place { margin-block-start: 12px; padding-block-start: 10px; border-block-start: 1px solid var(--_line); color: var(--_second); font-size: 0.92em; }
.why .otherwise { margin-block-start: 8px; font-size: 0.92em; }
details { margin-block-start: 10px; font-size: 0.86em; }
summary { min-height: 28px; color: var(--_soft); cursor: pointer; }
.table { margin-block-start: 8px; overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 3px 0; padding-inline-end: 6px; text-align: end; }
th:first-child { font-weight: 400; text-align: start; overflow-wrap: anywhere; }
thead th { color: var(--_soft); font-weight: 500; }
tfoot { border-block-start: 1px solid var(--_line); }
tfoot th, tfoot td { font-weight: 650; }

@container (min-width: 760px) {
  .columns { display: grid; grid-template: auto 1fr / 1fr 1fr; gap: 0 40px; align-items: start; }
  .decide, .keep { grid-column: 1; }
  .know { grid-area: 1 / 2 / span 2; }
}
@media (prefers-reduced-motion: reduce) {
  input[type="checkbox"]::after { transition: none; }
}
@media (forced-colors: active) {
  input[type="checkbox"] { width: 24px; height: 24px; appearance: auto; }
  input[type="checkbox"]::after { content: none; }
  .bar { forced-color-adjust: none; border: 1px solid CanvasText; background: Canvas; }
  .bar.short, .bar .typical { fill: Highlight; }
  .bar.long, .bar.range { fill: CanvasText; }
  .mark { forced-color-adjust: none; border: 1px solid CanvasText; }
  .mark.short { background: Highlight; }
  .mark.long { background: CanvasText; }
}
`;

let shared: CSSStyleSheet | undefined;

/** The sheet, one for all elements. */
export function sheet(): CSSStyleSheet {
  if (shared === undefined) {
    shared = new CSSStyleSheet();
    shared.replaceSync(CSS);
  }
  return shared;
}
