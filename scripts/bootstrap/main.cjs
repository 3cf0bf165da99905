'use strict';
// Runs before `npm start` and `npm test`: brings what a fresh clone lacks, and nothing when all is there.
// Plain CommonJS without dependencies, because it must run under any Node >= 18, before anything is installed.

const path = require('node:path');
const { withLock } = require('./lock.cjs');
const { provideNode, linkNode } = require('./node24.cjs');
const { installDependencies } = require('./dependencies.cjs');
const { buildWhenChanged } = require('./build.cjs');
const { fail } = require('./say.cjs');

const root = path.resolve(__dirname, '../..');

async function main() {
  await withLock(path.join(root, '.bootstrap.lock'), async () => {
    const node = await provideNode(root);
    await installDependencies(root, node);
    linkNode(root, node);
    await buildWhenChanged(root, node, {
      name: 'contracts',
      title: ['Compiling the contracts', '编译合约'],
      inputs: ['contracts', 'test/contracts/harness', 'hardhat.config.ts', 'package-lock.json'],
      output: 'artifacts/contracts',
      command: ['node_modules/hardhat/dist/src/cli.js', 'build', '--quiet'],
    });
    await buildWhenChanged(root, node, {
      name: 'web',
      title: ['Building the pages', '构建页面'],
      inputs: ['web', 'core', 'language', 'package-lock.json'],
      output: 'web/dist/index.html',
      command: [
        'node_modules/vite/bin/vite.js',
        'build',
        '--config',
        'web/vite.config.ts',
        '--logLevel',
        'warn',
      ],
    });
    await buildWhenChanged(root, node, {
      name: 'verifier',
      title: ['Building the single-file verifier', '构建单文件核验器'],
      inputs: ['web', 'core', 'language', 'package-lock.json'],
      output: 'web/verifier/dist/jianzheng-verifier.html',
      command: [
        'node_modules/vite/bin/vite.js',
        'build',
        '--config',
        'web/verifier/vite.config.ts',
        '--logLevel',
        'warn',
      ],
    });
  });
}

main().catch((error) => {
  fail(error);
  process.exit(1);
});
