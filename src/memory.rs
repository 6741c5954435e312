//! Memory that is given back is wiped first: opened evidence passes through texts that readers, views and the browser's glue
//! make for themselves, and whatever was let go without it would stay readable in the module's memory.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    hint::black_box,
};

struct Wiping;

#[global_allocator]
static MEMORY: Wiping = Wiping;

// Without a `realloc` of its own: the trait's takes new memory, copies, and gives the old back, so what grows is wiped too.
#[expect(unsafe_code, reason = "an allocator is unsafe by its trait")]
// SAFETY: the system's allocator does all of it. What is given back is still whole, and nobody's any more.
unsafe impl GlobalAlloc for Wiping {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        unsafe {
            memory.write_bytes(0, layout.size());
            // Nobody reads it again; that must be no reason to leave the writing out.
            black_box(memory);
            System.dealloc(memory, layout);
        }
    }
}
