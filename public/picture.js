// Makes a PNG of a chart that is to be saved as one. Without this script the link gives the SVG.

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
