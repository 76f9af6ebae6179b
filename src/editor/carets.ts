/** The others' carets and selections, with their names, where they are in the text by now. */
import { type Extension } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, WidgetType, type DecorationSet, type ViewUpdate } from '@codemirror/view';
import type { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

/** What each writer's page says of them: `color` is 1 to 8, as everywhere on the page; `user` is by the server. */
type Said = { user?: { name: string }; color?: number; cursor?: { anchor: unknown; head: unknown } | null };
type Writer = { name: string; color: number };

class Caret extends WidgetType {
  constructor(readonly writer: Writer) {
    super();
  }

  override eq(other: Caret) {
    return other.writer.name === this.writer.name && other.writer.color === this.writer.color;
  }

  override toDOM() {
    const caret = document.createElement('span');
    caret.className = `caret person-${this.writer.color}`;
    caret.ariaHidden = 'true';
    const flag = document.createElement('bdi');
    flag.textContent = this.writer.name;
    // No width of its own: the text does not move for it.
    caret.append('\u2060', flag, '\u2060');
    return caret;
  }

  override ignoreEvent() {
    return true;
  }
}

export function carets(text: Y.Text, awareness: Awareness): Extension {
  const doc = text.doc!;
  const place = (position: unknown) => {
    const found = Y.createAbsolutePositionFromRelativePosition(Y.createRelativePositionFromJSON(position), doc);
    return found?.type === text ? found.index : null;
  };

  class Others {
    decorations: DecorationSet = Decoration.none;
    readonly #changed: (change: { added: number[]; updated: number[]; removed: number[] }) => void;

    constructor(view: EditorView) {
      this.#changed = ({ added, updated, removed }) => {
        const others = [...added, ...updated, ...removed].some((id) => id !== doc.clientID);
        if (others) view.dispatch({});
      };
      awareness.on('change', this.#changed);
    }

    destroy() {
      awareness.off('change', this.#changed);
    }

    update(update: ViewUpdate) {
      this.#say(update);
      this.#draw(update.view);
    }

    /** Tells where one's own caret is, and that it is nowhere while the window is another's. */
    #say({ view, state }: ViewUpdate) {
      const said = awareness.getLocalState() as Said | null;
      if (!said) return;
      const { anchor, head } = state.selection.main;
      const at = (index: number) => Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, index));
      const cursor = view.hasFocus && document.hasFocus() ? { anchor: at(anchor), head: at(head) } : null;
      if (JSON.stringify(cursor) !== JSON.stringify(said.cursor ?? null)) awareness.setLocalStateField('cursor', cursor);
    }

    #draw(view: EditorView) {
      const end = view.state.doc.length;
      const found: { from: number; to: number; decoration: Decoration }[] = [];
      for (const [id, state] of awareness.getStates()) {
        const { user, color, cursor } = state as Said;
        if (id === doc.clientID || !user || !cursor) continue;
        const [anchor, head] = [place(cursor.anchor), place(cursor.head)];
        if (anchor === null || head === null) continue;
        const writer = { name: user.name, color: Number(color) || 8 };
        const [from, to] = [Math.min(anchor, head, end), Math.min(Math.max(anchor, head), end)];
        if (from < to) found.push({ from, to, decoration: Decoration.mark({ class: `selected person-${writer.color}` }) });
        const at = Math.min(head, end);
        const side = head < anchor ? -1 : 1;
        found.push({ from: at, to: at, decoration: Decoration.widget({ widget: new Caret(writer), side }) });
      }
      this.decorations = Decoration.set(found.map(({ from, to, decoration }) => decoration.range(from, to)), true);
    }
  }

  return ViewPlugin.fromClass(Others, { decorations: (others) => others.decorations });
}
