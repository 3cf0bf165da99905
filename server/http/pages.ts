import { existsSync } from 'node:fs';
import { join } from 'node:path';
import compression from 'compression';
import express, { type RequestHandler, type Router } from 'express';

/** The built page. Its assets carry a hash in their names, so they never change; the page itself is asked for anew. */

const VERIFIER = 'jianzheng-verifier.html';
const YEAR_S = 31_536_000;

const NOT_BUILT = `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>见证 Jianzheng</title></head><body>
<p>服务正在运行，但页面尚未构建。请运行 npm start，或执行 npx vite build web。接口说明：<a href="/api/docs">/api/docs</a></p>
<p lang="en">The service is running, but its page has not been built. Run npm start, or npx vite build web. The API: <a href="/api/docs">/api/docs</a></p>
</body></html>`;

export function pages(webFolder: string): Router {
  const router = express.Router();
  // Here alone: an answer of the API may hold what is secret beside what a stranger chose, and its length would tell.
  router.use(compression());
  // To be kept and opened from a disk: served as a page it would stand under this service's policy, and under its word.
  router.get('/verifier.html', (_request, response, next) => {
    const path = join(webFolder, '../verifier/dist', VERIFIER);
    if (!existsSync(path)) return next();
    response.set('Cache-Control', 'no-cache').download(path, VERIFIER);
  });
  const missing: RequestHandler = (_request, response, next) => {
    if (existsSync(join(webFolder, 'index.html'))) next();
    else response.status(503).set('Cache-Control', 'no-store').type('html').send(NOT_BUILT);
  };
  router.use(
    '/assets',
    express.static(join(webFolder, 'assets'), { immutable: true, maxAge: YEAR_S * 1000, index: false }),
  );
  router.use(
    express.static(webFolder, {
      redirect: false,
      setHeaders: (response) => response.set('Cache-Control', 'no-cache'),
    }),
  );
  router.get('/', missing);
  return router;
}
