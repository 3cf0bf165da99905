import http from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type RequestHandler } from 'express';
import { hostCheck, securityHeaders } from '../../server/http/guard.ts';
import { isAgency } from './agencies.ts';
import { METER_FILE, SAMPLE_FILES } from './sample.ts';
import { type Story, StoryError } from './story.ts';

/** The demo's one page and what its buttons ask for. On loopback only, and only for a page of its own origin. */

/** A header that a foreign page cannot send without asking first, which nothing here answers. */
const OWN_PAGE = 'x-jianzheng-demo';

const ownPage: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.get(OWN_PAGE) === '1') next();
  else response.status(403).json({ code: 'foreign-page' });
};

function attachment(response: express.Response, name: string, type: string, bytes: Uint8Array): void {
  response.set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
  response.type(type).send(Buffer.from(bytes));
}

function routes(story: Story): express.Router {
  const router = express.Router();
  router.get('/state', async (_request, response) => {
    response.set('Cache-Control', 'no-store').json(await story.state());
  });
  router.post('/submit', async (_request, response) => {
    response.json(await story.submit());
  });
  router.post('/verify', async (request, response) => {
    const { altered } = request.body as { altered?: unknown };
    response.json(await story.verify(altered === true));
  });
  router.post('/node', async (request, response) => {
    const { agency, on } = request.body as { agency?: unknown; on?: unknown };
    if (!isAgency(agency)) throw new StoryError('no-such-agency');
    await story.switchNode(agency, on === true);
    response.json({});
  });
  router.post('/rewrite', async (_request, response) => {
    response.json(await story.rewrite());
  });
  router.post('/restore', (_request, response) => {
    story.restore();
    response.json({});
  });
  router.post('/sign-in', async (request, response) => {
    const { agency } = request.body as { agency?: unknown };
    if (!isAgency(agency)) throw new StoryError('no-such-agency');
    response.json({ link: await story.signIn(agency) });
  });
  router.get('/receipt/:id', async (request, response) => {
    const bytes = await story.receipt(request.params.id);
    attachment(response, `demo-receipt-${request.params.id.slice(0, 12)}.json`, 'application/json', bytes);
  });
  router.get('/trust', async (_request, response) => {
    attachment(response, 'demo-trust.json', 'application/json', await story.trust());
  });
  router.get('/file', (_request, response) => {
    attachment(response, METER_FILE.split('/').at(-1)!, 'text/csv', SAMPLE_FILES[0]!.bytes);
  });
  return router;
}

/**
 * Serves the page.
 * @param webFolder of the built page
 * @throws Error with the code EADDRINUSE where another program has the port
 */
export async function servePage(
  story: Story,
  webFolder: string,
  port: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const app = express();
  app.disable('x-powered-by');
  app.use(securityHeaders(false), hostCheck({ publicHosts: [], loopback: true }), ownPage, express.json());
  app.use('/api', routes(story));
  app.use(express.static(webFolder, { redirect: false }));
  const failed: ErrorRequestHandler = (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    if (error instanceof StoryError) return void response.status(409).json({ code: error.message });
    const message = error instanceof Error ? error.message : String(error);
    response.status(502).json({ code: 'not-now', detail: message.slice(0, 500) });
  };
  app.use(failed);
  const server = http.createServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
