/**
 * `<tandem-note>`: the text of a page of notes, written by several people at once. CodeMirror shows a Yjs document;
 * the page around it carries the messages.
 *
 * Attributes: `data-session`, `data-note`, `data-me` (the reader's number), `data-color` (1 to 8), `data-names` (one a
 * line), `data-comments` (those on words that are open, JSON), `data-sought` (words to be shown), `label`,
 * `placeholder`, `readonly`. Events: `note-emit`, whose `detail` is `[event, JSON, answer]` and whose answer is called
 * with the ack's JSON and the refusal's; `card-shown`, whose `detail` is the card; `note-talk` and `words-gone`, whose
 * `detail` is JSON, as comments.ts says; `words-shown`. Methods: `hear`.
 */
import { defaultKeymap } from '@codemirror/commands';
import { HighlightStyle, Language, defineLanguageFacet, syntaxHighlighting } from '@codemirror/language';
import { Compartment, EditorState } from '@codemirror/state';
import { EditorView, drawSelection, keymap, placeholder } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { GFM, parser } from '@lezer/markdown';
import { yCollab, yUndoManagerKeymap } from 'y-codemirror.next';
import * as Y from 'yjs';
import { cardsOf } from './cards.ts';
import { carets } from './carets.ts';
import { comment, comments } from './comments.ts';
import { completion } from './completion.ts';
import { Line, type Emit } from './line.ts';
import { frame, look } from './look.ts';
import { inPieces } from './pasting.ts';
import { Said } from './said.ts';

// The Markdown that a note knows; without HTML, whose parsers are larger than all the rest.
const markdown = new Language(defineLanguageFacet(), parser.configure(GFM), [], 'markdown');
const highlight = HighlightStyle.define([
  { tag: tags.heading, class: 'heading' },
  { tag: tags.strong, class: 'strong' },
  { tag: tags.emphasis, class: 'emphasis' },
  { tag: tags.strikethrough, class: 'gone' },
  { tag: tags.monospace, class: 'code' },
  { tag: [tags.link, tags.url], class: 'link' },
  { tag: tags.processingInstruction, class: 'mark' },
]);

class TandemNote extends HTMLElement {
  static readonly observedAttributes = ['readonly', 'data-comments', 'data-sought'];
  readonly #writable = new Compartment();
  #view: EditorView | null = null;
  #line: Line | null = null;
  #comments: ReturnType<typeof comments> | null = null;
  readonly #leaving = (event: BeforeUnloadEvent) => {
    if (this.#line?.wouldLose) event.preventDefault();
  };

  connectedCallback() {
    const doc = new Y.Doc();
    const text = doc.getText('text');
    const { session, note, me } = this.dataset;
    const said = new Said(
      () => this.#takeBack(),
      () => this.#view && talks.talk(this.#view),
    );
    const line = new Line(doc, note!, `tandem:note:${me}/${session}/${note}`, this.#emit, (...saved) => said.show(...saved), () => this.#opened());
    const talks = comments(this, note!, text, () => line.isWhole);
    this.#comments = talks;
    line.awareness.setLocalStateField('color', Number(this.dataset.color));
    const names = () => (this.dataset.names ?? '').split('\n').filter(Boolean);
    // Within a shadow tree styles are adopted as objects, which the page's policy allows.
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [frame];
    this.#view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text.toString(),
        extensions: [
          markdown,
          syntaxHighlighting(highlight),
          drawSelection(),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ 'aria-label': this.getAttribute('label') ?? '', spellcheck: 'true' }),
          placeholder(this.getAttribute('placeholder') ?? ''),
          this.#writable.of(this.#readOnly),
          inPieces,
          completion(names),
          // Tab leaves the text, as it leaves any field.
          keymap.of([...yUndoManagerKeymap, ...defaultKeymap]),
          yCollab(text, null, { undoManager: new Y.UndoManager(text, { captureTimeout: 500 }) }),
          carets(text, line.awareness),
          talks.extension,
          EditorView.updateListener.of(({ state }) => said.offer(!state.selection.main.empty && !state.readOnly)),
          cardsOf(this),
          look,
        ],
      }),
    });
    // What is typed here is text, and no key of the page's.
    root.addEventListener('keydown', (event) => event.stopPropagation());
    this.#line = line;
    root.append(said.element);
    addEventListener('beforeunload', this.#leaving);
    line.open();
  }

  disconnectedCallback() {
    removeEventListener('beforeunload', this.#leaving);
    this.#view?.destroy();
    this.#line?.close();
    this.#line?.doc.destroy();
    this.shadowRoot?.replaceChildren();
    this.#view = this.#line = this.#comments = null;
  }

  attributeChangedCallback(name: string) {
    if (name === 'data-sought') this.#seek();
    else if (name === 'data-comments') this.#hang();
    else this.#view?.dispatch({ effects: this.#writable.reconfigure(this.#readOnly) });
  }

  #opened() {
    this.#hang();
    this.#seek();
  }

  /** Has comments stand at their words. */
  #hang() {
    this.#view?.dispatch({ effects: comment(this.dataset.comments ?? '') });
  }

  /** Goes to the words that the reader asked for, as soon as the page is there. */
  #seek() {
    const { sought, note } = this.dataset;
    if (!sought?.startsWith(`note-${note}/`) || !this.#line?.isWhole) return;
    // The notes come into view meanwhile.
    requestAnimationFrame(() => {
      const view = this.#view;
      const words = view && this.#comments?.wordsAt(view, sought);
      view?.focus();
      if (words) view.dispatch({ selection: { anchor: words.from, head: words.to }, scrollIntoView: true });
      this.dispatchEvent(new CustomEvent('words-shown'));
    });
  }

  override focus() {
    this.#view?.focus();
  }

  /** An event of the server, as JSON; "joined" and "lost" are the page's own. */
  hear(event: string, body: string) {
    this.#line?.hear(event, body);
  }

  /** What the server does not take goes, with all that only this page has. */
  #takeBack() {
    this.#line?.drop();
    this.disconnectedCallback();
    this.connectedCallback();
  }

  get #readOnly() {
    return EditorState.readOnly.of(this.hasAttribute('readonly'));
  }

  readonly #emit: Emit = (event, body, answer) => {
    const answered = (ok: string | null, refusal: string | null) => {
      answer(ok && JSON.parse(ok), refusal && JSON.parse(refusal));
    };
    const { session, note } = this.dataset;
    const whole = JSON.stringify({ session_uuid: session, note_id: note, ...body });
    this.dispatchEvent(new CustomEvent('note-emit', { detail: [event, whole, answered] }));
  };
}

customElements.define('tandem-note', TandemNote);
