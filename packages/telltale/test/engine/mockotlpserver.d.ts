declare module "@elastic/mockotlpserver" {
  export class MockOtlpServer {
    constructor(options: object);
    readonly httpUrl: string;
    readonly grpcUrl: string;
    start(): Promise<void>;
    close(): Promise<void>;
  }
  export function normalizeTrace(message: any): any;
}
