/** A long text that is pasted goes in piece by piece: an update is one message, and a message has a length. */
import { EditorSelection } from '@codemirror/state';
import { EditorView } from '@codemirror/view';

/** Of a piece, in UTF-16 units; a unit is up to three bytes. */
const PIECE = 30_000;

export const inPieces = EditorView.domEventHandlers({
  paste(event, view) {
    // As the editor itself reads line ends.
    const text = event.clipboardData?.getData('text/plain').replace(/\r\n?/g, '\n') ?? '';
    if (text.length <= PIECE || view.state.readOnly) return false;
    let rest = text;
    for (;;) {
      const piece = rest.slice(0, cut(rest));
      view.dispatch(view.state.replaceSelection(piece));
      rest = rest.slice(piece.length);
      if (!rest) break;
      view.dispatch({ selection: EditorSelection.cursor(view.state.selection.main.head) });
    }
    event.preventDefault();
    return true;
  },
});

/** Where a piece ends: never within a letter of two units. */
function cut(text: string) {
  const code = text.charCodeAt(PIECE);
  return code >= 0xdc00 && code <= 0xdfff ? PIECE - 1 : PIECE;
}
