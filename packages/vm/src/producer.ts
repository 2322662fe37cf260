/** Name and version of the engine, for the logs. A test compares it with the package. */
export const producer = 'secrule/0.1.0'
