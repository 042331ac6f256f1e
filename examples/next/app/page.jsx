import products from "./products.json";
import { Shop } from "./shop";

/** Rendered on the server, in the merchant's order. */
export default function Page() {
  return (
    <main>
      <h1>Shop</h1>
      <Shop products={products} />
    </main>
  );
}
