/** A command of `npm run -s cli`: takes its arguments, prints, and answers the exit status. */
export type CliCommand = (args: readonly string[]) => Promise<number>
