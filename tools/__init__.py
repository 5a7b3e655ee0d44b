"""What builds and checks the product; nothing here is shipped with it."""
