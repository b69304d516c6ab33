// The verifier of the Digital Credentials Consortium as a judge.
//
//   node dcc.mjs {cases: [{name, credential, documents}]}
//
// The job comes as JSON on standard input and the answer leaves as JSON on standard output. The library fetches by itself: here
// `fetch` knows the documents of the case, by address, and nothing else. It keeps did.json documents for the whole process, so
// that all cases of one job have the same. It reads the machine's clock.
import {readFileSync} from 'node:fs';

// It also talks on standard output.
console.log = console.error;

let documents = {};

globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url;
  const found = documents[url];
  return found === undefined ?
    new Response('not found', {status: 404}) :
    new Response(found, {status: 200, headers: {'content-type': 'application/json'}});
};

const {verifyCredential} = await import('@digitalcredentials/verifier-core');

// Four steps, each with its own word; an error instead where the signature or the document is refused.
function judged(result) {
  const steps = Object.fromEntries((result.log ?? []).map(step => [step.id, step]));
  const errors = [result.errors ?? [], ...Object.values(steps).map(step => step.error ?? [])].flat();
  const status = steps.revocation_status;
  return {
    verified: result.errors === undefined && steps.valid_signature?.valid === true && steps.expiration?.valid === true &&
      status?.error === undefined,
    revoked: status?.valid === undefined ? null : !status.valid,
    error: errors.length ? errors.map(error => `${error.name}: ${error.message}`).join('; ') : null
  };
}

const {cases} = JSON.parse(readFileSync(0, 'utf8'));
const verdicts = {};
for(const given of cases) {
  documents = given.documents;
  const result = await verifyCredential({credential: JSON.parse(given.credential), knownDIDRegistries: []});
  verdicts[given.name] = process.argv[2] === 'raw' ? result : judged(result);
}
process.stdout.write(JSON.stringify(verdicts));
