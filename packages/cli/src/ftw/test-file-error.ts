import { CommandError } from '../command-error.js'

/** A test file that cannot be used. The others are still run, so that all such files are told at once. */
export class TestFileError extends CommandError {}
