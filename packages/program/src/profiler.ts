/**
 * Is told by an engine that was made with one what it works on, to find out where time goes. A transaction after the
 * other: what several do at the same time can not be told apart.
 */
export interface Profiler {
  /** What is worked on from now on. */
  stage(name: string): void
  /** Does a piece of work that is accounted for apart from what goes on around it. */
  apart<T>(kind: 'transformation' | 'prefilter', name: string, work: () => T): T
}
