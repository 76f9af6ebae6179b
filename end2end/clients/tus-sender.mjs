// @ts-check
/** A program of its own that sends a file by tus-js-client: node tus-sender.mjs ENDPOINT COOKIE FILE KNOWN CHUNK. */
import { createReadStream } from 'node:fs';
import * as tus from 'tus-js-client';

const [endpoint = '', Cookie = '', file = '', known = '', chunk = ''] = process.argv.slice(2);
// The package does not declare it.
const { FileUrlStorage } = /** @type {any} */ (tus);
const upload = new tus.Upload(/** @type {any} */ (createReadStream(file)), {
  endpoint,
  headers: { Cookie },
  metadata: { filename: 'rain.csv' },
  chunkSize: Number(chunk),
  urlStorage: new FileUrlStorage(known),
  onChunkComplete: (_size, accepted) => console.log(`accepted ${accepted}`),
  onAfterResponse: (request, response) => {
    if (request.getMethod() === 'HEAD') console.log(`resumes at ${response.getHeader('Upload-Offset')}`);
  },
  onSuccess: ({ lastResponse }) => console.log(`done ${lastResponse.getHeader('Tandem-Dataset')}`),
  onError: (error) => {
    console.error(error);
    process.exitCode = 1;
  },
});
const [previous] = await upload.findPreviousUploads();
if (previous) upload.resumeFromPreviousUpload(previous);
upload.start();
