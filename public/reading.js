// Shows what comes of a change of the form at once. Without this script the form has a button for it.

const html = document.documentElement;

/** Sends the form as its button would, and puts the answer in the place of what was there. */
async function show(form, button) {
  const body = new URLSearchParams(new FormData(form, button));
  html.setAttribute('data-busy', '');
  try {
    const answer = await fetch(form.action, { method: 'POST', body, headers: { Accept: 'text/html' } });
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const main = next.getElementById('main');
    if (!main) return form.requestSubmit(button);
    const focused = document.activeElement?.name;
    document.getElementById('main').replaceWith(document.adoptNode(main));
    if (focused) document.querySelector(`[name="${CSS.escape(focused)}"]`)?.focus();
  } catch {
    // The browser says what is wrong.
    form.requestSubmit(button);
  } finally {
    html.removeAttribute('data-busy');
  }
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
