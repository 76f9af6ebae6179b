// What a page of the app does beside its WebAssembly.

// A table that is pasted outside of every field comes in as a file would.
document.addEventListener('paste', (event) => {
  const input = document.querySelector('.rail-foot input[type=file]');
  if (!input || event.target.closest?.('input, textarea, select, [contenteditable]')) return;
  const { files, items } = new DataTransfer();
  const text = event.clipboardData.getData('text/plain');
  if (text.trim().includes('\n')) {
    items.add(new File([text], 'Pasted table.tsv', { type: 'text/tab-separated-values' }));
  } else {
    for (const file of event.clipboardData.files) items.add(file);
  }
  if (!files.length) return;
  event.preventDefault();
  input.files = files;
  input.dispatchEvent(new Event('change', { bubbles: true }));
});

// The editor of notes is loaded when they are first looked at; whoever comes back tries again.

const editor = new URL('editor.js', document.currentScript.src);
let tries = 0;
let isLoading = false;

async function loadEditor() {
  if (isLoading || customElements.get('tandem-note')) return;
  isLoading = true;
  tries += 1;
  // A module that could not be had is not asked for again under the same name.
  await import(tries > 1 ? `${editor}?${tries}` : editor).catch(() => {
    const instead = document.querySelector('tandem-note > a');
    if (instead) instead.textContent = 'The editor could not be loaded. This is the page without it.';
  });
  isLoading = false;
}

// An address that ends in #note-<id> opens that page, once the app is alive, or has drawn where a link led to.
function openNamed() {
  const [, id] = /^#note-([0-9a-f-]{36})$/.exec(location.hash) ?? [];
  if (id) document.querySelector(`.rail a[href$="/notes/${id}"]`)?.click();
}

new MutationObserver((changes) => {
  const changed = (name) => changes.some(({ attributeName }) => attributeName === name);
  if (changed('data-hydrated')) openNamed();
  if (changed('aria-busy')) requestAnimationFrame(() => requestAnimationFrame(openNamed));
  if (document.querySelector('.workspace[data-panel=notes]')) void loadEditor();
}).observe(document.documentElement, { subtree: true, attributeFilter: ['data-panel', 'data-hydrated', 'aria-busy'] });

// A chart that is to be saved as a PNG is drawn from its SVG, which its link leads to.

/** The SVG behind an address, drawn twice as large as it says. */
async function drawn(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [image.naturalWidth * 2, image.naturalHeight * 2];
  canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, 'image/png'));
}

/** Has the browser save what an address leads to; without a name, under the one that it comes with. */
function save(address, name = '') {
  const link = document.createElement('a');
  [link.href, link.download] = [address, name];
  link.click();
}

document.addEventListener('click', async (event) => {
  const link = event.target.closest?.('a[data-kind="png"]');
  if (!link) return;
  event.preventDefault();
  try {
    const png = await drawn(link.href);
    const title = link.closest('article')?.querySelector('.card-title')?.textContent.trim();
    const address = URL.createObjectURL(png);
    save(address, `${(title || 'chart').replace(/[/\\:*?"<>|%]/g, '_')}.png`);
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch {
    // Better the other kind than none.
    save(link.href);
  }
});
