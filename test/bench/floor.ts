import { prepareProduct } from "./product.ts"
import { secondsPerCall } from "./timing.ts"
import type { Arm, Prepared, ProductCount } from "./workload.ts"

/** The least a call can take: its products alone, timed on these very shapes, and its elementwise work at copy bandwidth. */
export interface Floor {
  readonly products_s: number
  readonly floor_s: number
  /** Floating-point operations of the products of a call. */
  readonly product_flops: number
  readonly elementwise_bytes: number
}

/** Measures the floor of a call; `budgetSeconds` for each shape. Operands stay in cache, the best case of each product. */
export async function measureFloor(
  { products, elementwiseBytes }: Prepared,
  arm: Arm,
  copyBytesPerSecond: number,
  budgetSeconds: number,
): Promise<Floor> {
  let productSeconds = 0
  for (const [rows, columns, inner, count] of products) {
    const product = await prepareProduct(arm, rows, columns, inner)
    productSeconds += count * secondsPerCall(product.run, budgetSeconds)
    product.dispose()
  }
  return {
    products_s: productSeconds,
    floor_s: productSeconds + elementwiseBytes / copyBytesPerSecond,
    product_flops: operationsOf(products),
    elementwise_bytes: elementwiseBytes,
  }
}

/** Floating-point operations of some products: a multiplication and an addition for each term. */
export function operationsOf(products: readonly ProductCount[]): number {
  return products.reduce((sum, [rows, columns, inner, count]) => sum + 2 * rows * columns * inner * count, 0)
}
