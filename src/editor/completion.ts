/** What is offered while one writes: the session's cards after `[[`, its people after `@`. */
import { autocompletion, type CompletionContext, type CompletionResult } from '@codemirror/autocomplete';
import { cards } from './cards.ts';

/** @param names asks who is in the session */
export function completion(names: () => string[]) {
  const offered = (context: CompletionContext): CompletionResult | null => {
    const card = context.matchBefore(/\[\[[^[\]]*/);
    if (card) {
      const options = cards().map(({ id, title }) => ({ label: title, apply: closed(context, id) }));
      return { from: card.from + 2, options };
    }
    const name = context.matchBefore(/(?<![\p{L}\p{N}])@[^\s@]*/u);
    if (!name) return null;
    return { from: name.from + 1, options: names().map((label) => ({ label })) };
  };
  return autocompletion({ override: [offered], icons: false });
}

/** What closes the brackets, unless they are closed already. */
function closed(context: CompletionContext, id: string) {
  const after = context.state.sliceDoc(context.pos, context.pos + 2);
  return after === ']]' ? id : `${id}]]`;
}
