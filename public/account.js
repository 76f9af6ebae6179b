// Saves a choice of /account as soon as it is made. Without this script the form has a button.

const status = document.getElementById('said');

/** Every choice of a form by its name. */
function choices(form) {
  return Object.fromEntries(new FormData(form));
}

/** The document wears the choices, as the server would print them. */
function wear(form, look) {
  for (const [name, word] of Object.entries(look)) {
    const usual = set(form, name).dataset.usual;
    const html = document.documentElement;
    if (word === usual) html.removeAttribute(`data-${name}`);
    else html.setAttribute(`data-${name}`, word);
  }
}

function set(form, name) {
  return form.querySelector(`[name="${name}"]`).closest('fieldset');
}

let frame = 0;

/** What was said of an earlier choice is over. */
function hush(form) {
  cancelAnimationFrame(frame);
  form.querySelectorAll('.choice-said').forEach((old) => old.remove());
  status.textContent = '';
}

/** Says it beside the choice for the eye, and once in the page's live region. */
function say(form, name, words, failed) {
  hush(form);
  const mark = document.createElement('span');
  mark.className = failed ? 'choice-said failed' : 'choice-said';
  mark.setAttribute('aria-hidden', 'true');
  mark.textContent = words;
  set(form, name).querySelector('legend').append(mark);
  // The same words once more are news only after others.
  frame = requestAnimationFrame(() => {
    status.textContent = words;
  });
}

async function send(form, look) {
  const body = new URLSearchParams(look);
  let answer;
  try {
    // It goes on when the reader leaves the page.
    answer = await fetch(form.action, { method: 'POST', body, keepalive: true, headers: { accept: 'application/json' } });
  } catch {
    throw new Error('Not saved: the server does not answer. Try again.');
  }
  if (answer.ok) return;
  const told = await answer.json().catch(() => ({}));
  throw new Error(told.message ?? 'Not saved: the server does not answer. Try again.');
}

function saveAtOnce(form) {
  let saved = choices(form);
  // One at a time, so that the last choice is the one that stays.
  let sending = false;
  let next = null;
  const save = async (name) => {
    hush(form);
    next = name;
    if (sending) return;
    sending = true;
    while (next !== null) {
      const [changed, look] = [next, choices(form)];
      next = null;
      try {
        await send(form, look);
        saved = look;
        if (next === null) say(form, changed, 'Saved', false);
      } catch (failure) {
        next = null;
        restore();
        say(form, changed, failure.message, true);
      }
    }
    sending = false;
  };
  const restore = () => {
    for (const [name, word] of Object.entries(saved)) {
      form.querySelector(`[name="${name}"][value="${word}"]`).checked = true;
    }
    wear(form, saved);
  };
  form.querySelector('[type="submit"]').hidden = true;
  form.addEventListener('change', (event) => {
    wear(form, choices(form));
    save(event.target.name);
  });
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('pagehide', () => {
    if (next !== null) send(form, choices(form)).catch(() => {});
  });
}

document.querySelectorAll('form[data-saves]').forEach(saveAtOnce);
