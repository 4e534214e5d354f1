/** The part of the package that tests use; it comes without types. */
declare module '@digitalbazaar/bitstring' {
  export class Bitstring {
    constructor(options: { readonly buffer: Uint8Array });
    static decodeBits(options: { readonly encoded: string }): Promise<Uint8Array>;
    readonly length: number;
    get(index: number): boolean;
  }
}
