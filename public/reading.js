// Shows what comes of a change of the form at once. Without this script the form has a button for it.

const html = document.documentElement;

let latest = 0;

/** Sends the form as its button would, and puts the answer in the place of what was there. */
async function show(form, button) {
  const turn = (latest += 1);
  const sent = new FormData(form, button);
  html.setAttribute('data-busy', '');
  try {
    const body = new URLSearchParams(sent);
    const answer = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } });
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    // What was sent after it knows more.
    if (turn !== latest) return;
    const main = next.getElementById('main');
    if (!main) return form.requestSubmit(button);
    const typed = typedSince(form, sent);
    const focused = document.activeElement;
    document.getElementById('main').replaceWith(document.adoptNode(main));
    if (focused?.name) focusAgain(focused);
    takeOver(typed);
  } catch {
    // The browser says what is wrong.
    if (turn === latest) form.requestSubmit(button);
  } finally {
    if (turn === latest) html.removeAttribute('data-busy');
  }
}

/** The fields into which the reader went on typing meanwhile. */
const typedSince = (form, sent) =>
  [...form.elements].filter(({ name, type, value }) => name && ['text', 'number'].includes(type) && value !== sent.get(name));

function takeOver(typed) {
  const form = document.getElementById('reading');
  const fields = typed.map((from) => [form?.elements[from.name], from.value]).filter(([field]) => field);
  for (const [field, value] of fields) field.value = value;
  if (fields.length) show(form, tryIt(form));
}

function focusAgain({ name, selectionStart: start, selectionEnd: end, value }) {
  const field = document.querySelector(`[name="${CSS.escape(name)}"]`);
  field?.focus();
  if (field?.type === 'text' && field.value === value) field.setSelectionRange(start, end);
}

const tryIt = (form) => form.querySelector('[name=then][value=try]');

document.addEventListener('change', (event) => {
  const form = event.target.closest('#reading');
  if (form) show(form, tryIt(form));
});

document.addEventListener('submit', (event) => {
  const button = event.submitter;
  if (event.target.id !== 'reading' || ['apply', 'alike'].includes(button?.value)) return;
  event.preventDefault();
  show(event.target, button);
});
