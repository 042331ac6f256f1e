//! vitrine: the on-device ranking engine.
#![forbid(unsafe_code)]
