import type { Request, Response } from 'express';

/**
 * A connection that is closed while its other end still sends is reset, and a reset takes the answer with it: programs
 * that read only when they have sent, as browsers do, would see a broken connection instead of the reason. So the
 * answer is sent at once, and what still comes is read and dropped for a while (as nginx does with `lingering_close`).
 */

/** Long enough for slow lines to deliver the answer, short enough that holding us up costs whoever tries it as much. */
const LINGER_MS = 5_000;
/** Some seconds of a gigabit line. Whoever has sent this much since the answer is not going to look at it. */
const LINGER_BYTES = 512 * 1024 * 1024;

/** Answers a request whose body has not come as a whole, and closes the connection once that has, or after a while. */
export function answerEarly(request: Request, response: Response, body: Buffer): void {
  response.set({ Connection: 'close', 'Content-Length': String(body.length) });
  // With its length known the answer is complete for whoever reads it now; `end` would close the connection.
  response.write(body);
  let dropped = 0;
  const end = () => {
    clearTimeout(timer);
    request.off('data', count);
    response.end();
  };
  const count = (chunk: Buffer) => {
    dropped += chunk.length;
    if (dropped > LINGER_BYTES) end();
  };
  const timer = setTimeout(end, LINGER_MS);
  request.on('data', count).once('end', end).once('close', end);
  response.once('close', end);
  request.resume();
}
