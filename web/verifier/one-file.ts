import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** Makes one HTML file out of a build: script and styles stand in it, and its own policy lets nothing else in or out. */

/** Modules that the single file has in another form, by the end of their path in web/. */
const REPLACED: Readonly<Record<string, string>> = {
  'verify/bundle-source.ts': 'verifier/bundle-source.ts',
  'work/start-workers.ts': 'verifier/start-workers.ts',
};

const sha256 = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What the page may do: compute. Nothing can be fetched or sent, by nobody's script. */
function policy(script: string, style: string): string {
  return [
    "default-src 'none'",
    `script-src ${sha256(script)} 'wasm-unsafe-eval'`,
    `style-src ${sha256(style)}`,
    'worker-src blob: data:',
    'img-src data: blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** Text inside `<script>`: what would end the element is spelled in another way of the language. */
const inScript = (code: string) => code.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');

/** Puts the single file's own modules in the place of the page's. */
export function replaced(web: string): Plugin {
  return {
    name: 'jianzheng-one-file-modules',
    enforce: 'pre',
    async resolveId(source, importer, options) {
      const found = await this.resolve(source, importer, { ...options, skipSelf: true });
      const place = Object.keys(REPLACED).find((end) => found?.id === join(web, end));
      return place === undefined ? null : join(web, REPLACED[place]!);
    },
  };
}

export function oneFile(web: string): Plugin {
  return {
    name: 'jianzheng-one-file',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = Object.values(bundle);
        const html = files.find(({ fileName }) => fileName.endsWith('.html'));
        const scripts = files.flatMap((file) => (file.type === 'chunk' ? [file] : []));
        const styles = files.flatMap((file) =>
          file.type === 'asset' && file.fileName.endsWith('.css') ? [String(file.source)] : [],
        );
        if (html?.type !== 'asset' || scripts.length !== 1) {
          this.error(
            `One page and one script are expected, not ${files.map(({ fileName }) => fileName).join(', ')}`,
          );
        }
        const script = inScript(scripts[0]!.code);
        const style = styles.join('\n');
        const icon = readFileSync(join(web, 'public/seal.svg')).toString('base64');
        const head = [
          `<meta http-equiv="Content-Security-Policy" content="${policy(script, style)}" />`,
          `<link rel="icon" href="data:image/svg+xml;base64,${icon}" />`,
          `<style>${style}</style>`,
        ].join('\n    ');
        const body = [
          // No script by its type: a place that `jz verifier` writes a bundle into.
          '<script type="application/octet-stream" id="pinned-trust"></script>',
          `<script type="module">${script}</script>`,
        ].join('\n    ');
        const page = String(html.source)
          .replaceAll(/\s*<(script|link)\b[^>]*(?:><\/script>|\/?>)/g, '')
          .replace('</title>', () => `</title>\n    ${head}`)
          .replace('</body>', () => `  ${body}\n  </body>`);
        for (const { fileName } of files) delete bundle[fileName];
        this.emitFile({ type: 'asset', fileName: 'jianzheng-verifier.html', source: page });
      },
    },
  };
}
