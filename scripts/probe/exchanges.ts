/** Something that was sent to the org, and what came back. */
export interface Exchange {
  sent: unknown;
  received: unknown;
}

const describeError = (error: unknown): { error: string; message: string } => {
  const { errorCode, name, message } = error as { errorCode?: string; name?: string; message?: string };
  return { error: errorCode ?? name ?? 'Error', message: message ?? String(error) };
};

/** Writes down what passes between the probe and the org. */
export class ExchangeLog {
  private exchanges: Exchange[] = [];

  /**
   * @param show what of the answer is written down: never what belongs to apps of others
   * @throws what the call throws, once it is written down
   */
  public async record<T>(sent: unknown, call: () => Promise<T>, show: (answer: T) => unknown): Promise<T> {
    try {
      const answer = await call();
      this.exchanges.push({ sent, received: show(answer) });
      return answer;
    } catch (error) {
      this.exchanges.push({ sent, received: describeError(error) });
      throw error;
    }
  }

  /** What was written down since the last time. */
  public take(): Exchange[] {
    const taken = this.exchanges;
    this.exchanges = [];
    return taken;
  }
}
