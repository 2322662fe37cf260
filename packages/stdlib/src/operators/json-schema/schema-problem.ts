/** What is wrong with a schema. Thrown while it is compiled, and caught by `jsonSchema`. */
export class SchemaProblem extends Error {}
