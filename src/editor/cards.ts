/**
 * `[[run-…]]` on a line shows that card below it, as it is now and as it changes. The picture stands in the page,
 * where the page's own style reaches it, and shows through a slot.
 */
import { StateField, type EditorState, type Extension } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';

const CARD = /\[\[((?:run|data)-[0-9a-f-]{36})\]\]/g;

/** The cards of the session, newest first. */
export function cards(): { id: string; title: string }[] {
  const found = [...document.querySelectorAll('.canvas article.card')].map(({ id }) => ({ id, title: titleOf(id) }));
  return found.filter(({ title }) => title).reverse();
}

function titleOf(id: string) {
  return document.getElementById(`${id}-title`)?.textContent?.trim() ?? '';
}

/** In the place of a card's long name, unless the caret is there. */
class Dots extends WidgetType {
  override eq() {
    return true;
  }

  override toDOM() {
    const dots = document.createElement('span');
    dots.textContent = '…';
    return dots;
  }
}

/** By their slots: those stay while the widgets they are drawn for are made anew. */
const mirrors = new WeakMap<HTMLElement, Mirror>();

class CardWidget extends WidgetType {
  constructor(readonly host: HTMLElement, readonly id: string, readonly slot: string) {
    super();
  }

  override eq(other: CardWidget) {
    return other.slot === this.slot;
  }

  override toDOM() {
    const slot = document.createElement('slot');
    slot.name = this.slot;
    mirrors.set(slot, new Mirror(this.host, this.id, this.slot));
    return slot;
  }

  override destroy(slot: HTMLElement) {
    mirrors.get(slot)?.end();
  }

  override ignoreEvent() {
    return true;
  }
}

/** A copy of what a card shows, made anew whenever that changes. */
class Mirror {
  readonly #copy = document.createElement('aside');
  readonly #changes = new MutationObserver(() => this.#soon());
  #frame = 0;

  constructor(host: HTMLElement, readonly id: string, slot: string) {
    this.#copy.slot = slot;
    this.#copy.className = 'note-card';
    host.append(this.#copy);
    this.#draw();
    const canvas = document.querySelector('.canvas');
    const all = { childList: true, subtree: true, characterData: true, attributes: true };
    if (canvas) this.#changes.observe(canvas, all);
  }

  end() {
    cancelAnimationFrame(this.#frame);
    this.#changes.disconnect();
    this.#copy.remove();
  }

  #soon() {
    if (this.#frame) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw() {
    const title = titleOf(this.id);
    const link = document.createElement('a');
    link.href = `#${this.id}`;
    link.textContent = title || 'This card is not in the session.';
    if (!title) return this.#show(link.textContent);
    link.addEventListener('click', (event) => {
      event.preventDefault();
      this.#copy.dispatchEvent(new CustomEvent('card-shown', { detail: this.id, bubbles: true }));
    });
    const picture = document.getElementById(this.id)?.querySelector('.plot-picture > svg, table');
    if (!picture) return this.#show(link);
    const copy = picture.cloneNode(true) as Element;
    copy.ariaHidden = 'true';
    [copy, ...copy.querySelectorAll('[id]')].forEach((one) => one.removeAttribute('id'));
    const words = document.createElement('p');
    words.textContent = document.getElementById(this.id)?.querySelector('.card-sub')?.textContent ?? '';
    this.#show(link, words, copy);
  }

  #show(...parts: (Node | string)[]) {
    const before = this.#copy.innerHTML;
    const next = document.createElement('aside');
    next.append(...parts);
    // Most changes are of other cards.
    if (next.innerHTML !== before) this.#copy.replaceChildren(...next.childNodes);
  }
}

export function cardsOf(host: HTMLElement): Extension {
  const find = (state: EditorState): DecorationSet => {
    const seen = new Map<string, number>();
    const { from: first, to: last } = state.selection.main;
    const found = [...state.doc.toString().matchAll(CARD)].flatMap((match) => {
      const id = match[1]!;
      const count = (seen.get(id) ?? 0) + 1;
      seen.set(id, count);
      const widget = new CardWidget(host, id, `${id}/${count}`);
      const end = state.doc.lineAt(match.index).to;
      const card = Decoration.widget({ widget, block: true, side: 1 }).range(end);
      const [from, to] = [match.index + 2, match.index + match[0].length - 2];
      const isWrittenIn = first <= to && last >= from;
      return isWrittenIn ? [card] : [card, Decoration.replace({ widget: new Dots() }).range(from, to)];
    });
    return Decoration.set(found, true);
  };
  return StateField.define<DecorationSet>({
    create: find,
    update: (decorations, transaction) => {
      const { docChanged, selection, state } = transaction;
      // Most pages name no card, and a caret that moves is told often.
      return docChanged || (selection && decorations.size > 0) ? find(state) : decorations;
    },
    provide: (field) => EditorView.decorations.from(field),
  });
}
