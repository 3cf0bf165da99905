import { photoFacts } from './photo-facts.ts';
import type { PhotoAnswer, PhotoRequest } from './photo-messages.ts';

/** Reads photographs away from the page: a malformed one may take all time and memory of its worker, and no other's. */

const scope = self as unknown as {
  postMessage(answer: PhotoAnswer): void;
  onmessage: ((event: MessageEvent<PhotoRequest>) => void) | null;
};

scope.onmessage = ({ data: { id, file } }) => {
  photoFacts(file).then(
    (facts) => scope.postMessage({ id, facts }),
    () => scope.postMessage({ id }),
  );
};
