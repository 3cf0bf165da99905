import { createRequire } from 'node:module';
import hardhatEthers from '@nomicfoundation/hardhat-ethers';
import { defineConfig } from 'hardhat/config';

const { resolve } = createRequire(import.meta.url);

export default defineConfig({
  plugins: [hardhatEthers],
  // The harnesses let tests reach libraries; a founding document names contracts of contracts/ alone.
  paths: { sources: ['contracts', 'test/contracts/harness'] },
  solidity: {
    version: '0.8.37',
    // The compiler comes from npm: it is locked like everything else, and no download stands in the way.
    path: resolve('solc/soljson.js'),
    settings: {
      // Besu and GoQuorum networks under berlin or london rules know neither PUSH0 nor MCOPY.
      evmVersion: 'paris',
      optimizer: { enabled: true, runs: 10_000 },
      // The founding document fixes the hash of the creation code: no trailer that depends on paths or comments.
      metadata: { bytecodeHash: 'none', appendCBOR: false },
    },
  },
  networks: {
    hardhat: {
      type: 'edr-simulated',
      chainType: 'l1',
      hardfork: 'berlin',
      chainId: 31337,
      gasPrice: 0,
    },
  },
});
