/** Something that ends the demo early, said in full. */
export class DemoError extends Error {
  override readonly name = 'DemoError';
}
