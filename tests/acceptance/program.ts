/** The runtime that the tests of processes start: `ACCEPTANCE_PROGRAM` of npm run test:matrix, else this Node. */

const given = process.env['ACCEPTANCE_PROGRAM'];

/** With its parameters; JSON in the environment. */
export const PROGRAM: readonly string[] =
  given === undefined ? [process.execPath] : (JSON.parse(given) as string[]);
