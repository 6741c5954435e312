//! Why the store did not do what it was asked.

use wire::{problem::FieldProblem, vocabulary::Capability, workflow::Action};

/// A refusal of the rules, or a failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum Declined {
    #[error("no such thing")]
    Missing,
    #[error("the capability {} is missing", .0.caption())]
    Lacks(Capability),
    #[error("the state does not allow it")]
    NotAllowed { allowed: Vec<Action> },
    /// The state of something else than an incident; says why.
    #[error("{0}")]
    Conflict(&'static str),
    #[error("a field is not as it has to be")]
    Invalid(Vec<FieldProblem>),
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

impl Declined {
    /// One field and what is wrong with it.
    #[must_use]
    pub fn field(field: &str, problem: &str) -> Self {
        Self::Invalid(vec![FieldProblem { field: field.to_owned(), problem: problem.to_owned() }])
    }
}
