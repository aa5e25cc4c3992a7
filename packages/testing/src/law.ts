/** What a part must do, as a test. */
export interface Law {
  /** What it does, as the title of the test. */
  readonly title: string;
  /** Throws, or rejects, unless it does. */
  check(): void | Promise<void>;
}
