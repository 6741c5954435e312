//! A command that is asked about once before it is given.

use crate::desk::use_desk;
use base::{
    command_forms::{CommandForm, Missing},
    ui::Dialog,
};
use leptos::prelude::*;
use wire::incident::Command;

/// A dialog that `says` what will be; `send` is what its button says.
pub(crate) fn view_confirm(
    open: RwSignal<bool>,
    title: &'static str,
    send: &'static str,
    says: Signal<String>,
    command: Callback<(), Result<Command, Missing>>,
) -> AnyView {
    let desk = use_desk();
    view! {
        <Dialog open title>
            <CommandForm open sends=desk.sends() send command missing=RwSignal::new(None)>
                <p>{move || says.get()}</p>
            </CommandForm>
        </Dialog>
    }
    .into_any()
}
