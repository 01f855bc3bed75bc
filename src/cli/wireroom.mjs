#!/usr/bin/env node
// Starts the command line from TypeScript sources: Node from 22.18 reads them itself, older ones through tsx.
const emitWarning = process.emitWarning.bind(process);
process.emitWarning = (warning, ...rest) => {
  // node:sqlite and type stripping announce themselves as experimental on every start.
  const type = typeof rest[0] === 'string' ? rest[0] : rest[0]?.type;
  if (type !== 'ExperimentalWarning') emitWarning(warning, ...rest);
};
// A reader that has seen enough (`| head`) is no fault of ours.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 3));
if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api');
  register();
}
const { run } = await import('./main.ts');
process.exitCode = await run(process.argv.slice(2), process);
