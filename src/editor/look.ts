/** How a note looks: the page's own tokens, which reach into the shadow tree. */
import { EditorView } from '@codemirror/view';

const people = Object.fromEntries(
  [1, 2, 3, 4, 5, 6, 7, 8].map((person) => [`.person-${person}`, { '--person': `var(--person-${person})` }]),
);

/** Of the text and what lies over it. */
export const look = EditorView.theme({
  '&': { flex: '1', minHeight: '0', color: 'var(--ink)', fontSize: 'inherit' },
  '&.cm-focused': { outline: 'var(--ring) solid var(--me)', outlineOffset: 'calc(-1 * var(--ring))' },
  '.cm-scroller': { fontFamily: 'inherit', lineHeight: 'var(--leading-loose)', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: 'var(--s-6) 0 var(--s-8)' },
  '.cm-line': { padding: '0 var(--s-4)' },
  '.cm-cursor': { borderLeft: '2px solid var(--ink)' },
  '.cm-placeholder': { color: 'var(--ink-3)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--me) 22%, transparent)',
  },
  '.heading': { fontWeight: '600' },
  '.strong': { fontWeight: '600' },
  '.emphasis': { fontStyle: 'italic' },
  '.gone': { textDecoration: 'line-through' },
  '.code': { fontFamily: 'var(--font-mono)', fontSize: '0.95em' },
  '.link': { textDecoration: 'underline' },
  '.mark': { color: 'var(--ink-3)' },
  ...people,
  '.talked': { backgroundColor: 'var(--mark)', borderBottom: '2px solid var(--ink-2)', cursor: 'pointer' },
  '.selected': { backgroundColor: 'color-mix(in srgb, var(--person) 22%, transparent)' },
  '.caret': { position: 'relative', borderLeft: '2px solid var(--person)', margin: '0 -1px' },
  '.caret bdi': {
    position: 'absolute', left: '-2px', bottom: '100%', padding: '0 4px', fontSize: 'var(--text-xs)',
    lineHeight: '16px', whiteSpace: 'nowrap', color: 'var(--person-on)', backgroundColor: 'var(--person)',
    borderRadius: 'var(--radius-1)', pointerEvents: 'none', zIndex: '1',
  },
  '.cm-tooltip': {
    border: '0', borderRadius: 'var(--radius-2)', background: 'var(--raised)', boxShadow: 'var(--shadow-2)',
    color: 'var(--ink)', overflow: 'hidden',
  },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxWidth: 'min(20rem, 90vw)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: 'var(--s-1) var(--s-3)', lineHeight: 'var(--leading)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': { background: 'var(--hover)', color: 'var(--ink)' },
});

/** Of the element itself. */
export const frame = new CSSStyleSheet();
frame.replaceSync(`
  .said {
    display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--s-3);
    padding: var(--s-2) var(--s-4); border-block-start: 1px solid var(--line);
    font-size: var(--text-xs); color: var(--ink-2);
  }
  p { margin: 0; }
  p:empty { display: none; }
  .said:not(:has(p:not(:empty), button:not([hidden]))) { display: none; }
  .said button:last-child { margin-inline-start: auto; }
  p[role="status"] { color: var(--warn); }
  button {
    font: inherit; color: var(--ink); background: none; cursor: pointer; min-block-size: var(--control-sm);
    border: 1px solid var(--line-strong); border-radius: var(--radius-2); padding-inline: var(--s-2);
  }
  button:focus-visible { outline: var(--ring) solid var(--me); outline-offset: var(--ring-gap); }
`);
