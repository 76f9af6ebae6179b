/**
 * Comments on words: where they stand by now, and the way to begin one.
 *
 * The place of a comment is its first and its last letter. While one of them stands, the words are between both,
 * wherever that is. Words that were cut, and put elsewhere or back again, are new letters: those are found by what they
 * say and what stands around them.
 */
import { StateEffect, type Extension } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, keymap, type Command, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import * as Y from 'yjs';

/** What names the words, and what stands before and behind them in their line. */
type Seen = { value?: string; around?: [string, string] };
/** As the page has it: `note-<uuid>/<first letter>/<last letter>`. */
type Comment = [place: string, seen: Seen];
type Range = { from: number; to: number };
type Found = Range & { place: string; count: number };

/** Longer words are named by how they begin. */
const MOST_CHARS = 200;
const AROUND_CHARS = 32;

const commented = StateEffect.define<readonly Comment[]>();

/** Has the comments of now stand at their words; JSON. */
export const comment = (comments: string) => commented.of(JSON.parse(comments || '[]') as Comment[]);

/**
 * @param isWhole whether all that the server has of the page is here
 * @param host hears `note-talk`, a place and what is seen there where a comment is to begin, and `words-gone`
 */
export function comments(host: HTMLElement, note: string, text: Y.Text, isWhole: () => boolean) {
  const tell = (name: string, detail: unknown) => {
    host.dispatchEvent(new CustomEvent(name, { detail: JSON.stringify(detail) }));
  };

  // After the plugin that hands changes on to the text, so that letters are where they are.
  class Comments {
    decorations: DecorationSet = Decoration.none;
    found: Found[] = [];
    #all: readonly Comment[] = [];
    // Other than anything that is told: the first look always tells.
    #gone = '';
    #wasWhole = false;

    update({ view, docChanged, transactions }: ViewUpdate) {
      const told = transactions.flatMap(({ effects }) => effects).findLast((effect) => effect.is(commented));
      if (told) this.#all = told.value as readonly Comment[];
      const mayMove = docChanged && this.#all.length > 0;
      if (!told && !mayMove && this.#wasWhole === isWhole()) return;
      this.#wasWhole = isWhole();
      this.#find(view.state.doc.toString());
      const marks = this.found.map(({ from, to, place, count }) => {
        const title = count === 1 ? '1 comment' : `${count} comments`;
        return Decoration.mark({ class: 'talked', attributes: { 'data-place': place, title } }).range(from, to);
      });
      this.decorations = Decoration.set(marks, true);
    }

    #find(whole: string) {
      const found = new Map<string, Found>();
      const gone: string[] = [];
      for (const [place, seen] of this.#all) {
        const before = found.get(place);
        const range = before ?? standing(text, place) ?? again(whole, seen);
        if (range && range.to <= whole.length) found.set(place, { ...range, place, count: (before?.count ?? 0) + 1 });
        else gone.push(place);
      }
      this.found = [...found.values()];
      const now = JSON.stringify(gone);
      if (now === this.#gone || !isWhole()) return;
      this.#gone = now;
      queueMicrotask(() => tell('words-gone', gone));
    }
  }
  const plugin = ViewPlugin.fromClass(Comments, { decorations: (all) => all.decorations });

  /** Begins a comment on what is chosen, or opens the one at the caret. */
  const talk: Command = (view) => {
    const { state } = view;
    const { from, to } = state.selection.main;
    if (from === to || state.readOnly) {
      const here = view.plugin(plugin)?.found.find((one) => one.from <= from && one.to >= to);
      if (here) tell('note-talk', [here.place, null]);
      return Boolean(here);
    }
    const [first, last] = [named(text, from), named(text, to - 1)];
    const end = Math.min(to, from + MOST_CHARS);
    const value = whole(state.sliceDoc(from, end));
    const behind = from + value.length;
    const line = { start: state.doc.lineAt(from).from, end: state.doc.lineAt(behind).to };
    const seen: Seen = {
      value,
      around: [
        whole(state.sliceDoc(Math.max(line.start, from - AROUND_CHARS), from)),
        whole(state.sliceDoc(behind, Math.min(line.end, behind + AROUND_CHARS))),
      ],
    };
    if (first && last) tell('note-talk', [`note-${note}/${first}/${last}`, seen]);
    return true;
  };

  const extension: Extension = [
    plugin,
    keymap.of([{ key: 'Mod-Alt-m', run: talk }]),
    EditorView.domEventHandlers({
      click: (event, view) => {
        const place = (event.target as Element).closest<HTMLElement>('.talked')?.dataset.place;
        if (place && view.state.selection.main.empty) tell('note-talk', [place, null]);
      },
    }),
  ];
  /** Where the words of a place stand, if they do. */
  const wordsAt = (view: EditorView, place: string): Range | null => {
    return view.plugin(plugin)?.found.find((one) => one.place === place) ?? standing(text, place);
  };
  return { extension, talk, wordsAt };
}

/** Between the first letter and the last, while one of them stands. */
function standing(text: Y.Text, place: string): Range | null {
  const [, first, last] = place.split('/');
  const [start, end] = [letter(text, first!), letter(text, last!)];
  if (!start || !end || !(start.stands || end.stands)) return null;
  return start.from < end.to ? { from: start.from, to: end.to } : null;
}

/** Without half a letter at either end, which JSON does not carry. */
function whole(text: string) {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, '');
}

/** `<client>.<clock>` of the letter at an index. */
function named(text: Y.Text, index: number) {
  const { item } = Y.createRelativePositionFromTypeIndex(text, index, 0);
  return item && `${item.client}.${item.clock}`;
}

/** Where a letter stands, or stood; null where nothing is known of it any more. */
function letter(text: Y.Text, name: string) {
  const [client, clock] = name.split('.').map(Number);
  const side = (assoc: number) => {
    const position = new Y.RelativePosition(null, null, Y.createID(client!, clock!), assoc);
    const found = Y.createAbsolutePositionFromRelativePosition(position, text.doc!);
    return found?.type === text ? found.index : null;
  };
  const [from, to] = [side(0), side(-1)];
  return from === null || to === null ? null : { from, to, stands: from < to };
}

/** The same words, where at least half of what stood around them does. */
function again(text: string, { value, around: [before, behind] = ['', ''] }: Seen): Range | null {
  if (!value) return null;
  const needed = before.length + behind.length;
  let best: (Range & { alike: number }) | null = null;
  for (let from = text.indexOf(value); from >= 0; from = text.indexOf(value, from + 1)) {
    const to = from + value.length;
    const stands = [text.slice(Math.max(0, from - before.length), from), text.slice(to, to + behind.length)] as const;
    const alike = same(before, stands[0], -1) + same(behind, stands[1], 0);
    const isAlone = (text[from - 1] ?? '\n') === '\n' && (text[to] ?? '\n') === '\n';
    if ((needed ? alike * 2 >= needed : isAlone) && alike > (best?.alike ?? -1)) best = { from, to, alike };
  }
  return best;
}

/** How many letters two texts have in common, from their ends (-1) or their beginnings (0). */
function same(one: string, other: string, side: -1 | 0) {
  let count = 0;
  const at = () => (side ? -1 - count : count);
  while (count < one.length && one.at(at()) === other.at(at())) count += 1;
  return count;
}
