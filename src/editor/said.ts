/** Below the text: where what was written is, what can be done where the server does not take it, and with what is chosen. */
import type { Saved } from './line.ts';

const WORDS: Record<Saved, string> = {
  saved: 'Saved',
  saving: 'Saving…',
  kept: 'Not sent yet. It is kept in this browser and sent when the line is back.',
  refused: '',
};

export class Said {
  readonly element = document.createElement('div');
  readonly #quiet = document.createElement('p');
  /** Read out: what is not as it always is. */
  readonly #loud = document.createElement('p');
  readonly #drop = document.createElement('button');
  readonly #talk = document.createElement('button');
  #wasTold = false;

  constructor(onDrop: () => void, onTalk: () => void) {
    this.element.className = 'said';
    this.#loud.role = 'status';
    this.#drop.type = 'button';
    this.#drop.textContent = 'Take my changes back';
    this.#drop.hidden = true;
    this.#drop.addEventListener('click', onDrop);
    this.#talk.type = 'button';
    this.#talk.textContent = 'Comment';
    this.#talk.ariaKeyShortcuts = 'Control+Alt+M';
    this.#talk.hidden = true;
    this.#talk.addEventListener('click', onTalk);
    this.element.append(this.#quiet, this.#loud, this.#drop, this.#talk);
  }

  /** Whether there are words that a comment could be about. */
  offer(comment: boolean) {
    if (this.#talk.hidden === comment) this.#talk.hidden = !comment;
  }

  show(saved: Saved, why: string) {
    // A page that was only read says nothing of saving.
    this.#wasTold ||= saved !== 'saved';
    const isQuiet = saved === 'saved' || saved === 'saving';
    const refused = `${why} Not stored; kept in this browser.`;
    this.#put(this.#quiet, isQuiet && this.#wasTold ? WORDS[saved] : '');
    this.#put(this.#loud, isQuiet ? '' : saved === 'refused' ? refused : WORDS[saved]);
    this.#drop.hidden = saved !== 'refused';
  }

  #put(line: HTMLElement, words: string) {
    if (line.textContent !== words) line.textContent = words;
  }
}
