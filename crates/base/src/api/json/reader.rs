//! What the browser parsed, as serde reads it.

use js_sys::{Array, Number, Object, Reflect};
use serde::{
    de::{
        DeserializeSeed, Deserializer, Error, IntoDeserializer, SeqAccess, Visitor,
        value::{MapDeserializer, SeqDeserializer},
    },
    forward_to_deserialize_any,
};
use std::{cell::RefCell, fmt, ptr, rc::Rc};
use wasm_bindgen::{JsCast, JsValue};

/// What a shape calls its fields.
type Names = &'static [&'static str];

thread_local! {
    /// The browser's own strings for them, made once for each shape and kept as long as the page.
    static NAMES: RefCell<Vec<(Names, Rc<[JsValue]>)>> = const { RefCell::new(vec![]) };
}

fn names(fields: Names) -> Rc<[JsValue]> {
    NAMES.with_borrow_mut(|known| {
        if let Some((_, names)) = known.iter().find(|(of, _)| ptr::eq(*of, fields)) {
            return Rc::clone(names);
        }
        let names: Rc<[_]> = fields.iter().map(|name| JsValue::from_str(name)).collect();
        known.push((fields, Rc::clone(&names)));
        names
    })
}

/// A value that is not what was asked for. Nothing more: what a person is told of a reply that cannot be read does not
/// depend on why, and the words for it would be most of the code.
#[derive(Debug)]
pub(super) struct Misfit;

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the shape that was asked for")
    }
}

impl std::error::Error for Misfit {}

impl Error for Misfit {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self
    }
}

/// Reads one value.
pub(super) struct Reader(pub(super) JsValue);

impl Reader {
    fn is_nothing(&self) -> bool {
        self.0.is_null() || self.0.is_undefined()
    }

    /// A number without a fraction that JSON carries exactly.
    fn whole(&self) -> Result<i64, Misfit> {
        if Number::is_safe_integer(&self.0) { Ok(self.0.as_f64().ok_or(Misfit)? as i64) } else { Err(Misfit) }
    }
}

impl IntoDeserializer<'_, Misfit> for Reader {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Serde takes any whole number for any other, and checks its range.
macro_rules! whole_numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
            visitor.visit_i64(self.whole()?)
        })*
    };
}

impl<'de> Deserializer<'de> for Reader {
    type Error = Misfit;

    whole_numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.is_nothing() {
            visitor.visit_unit()
        } else if self.0.as_bool().is_some() {
            self.deserialize_bool(visitor)
        } else if self.whole().is_ok() {
            self.deserialize_i64(visitor)
        } else if self.0.as_f64().is_some() {
            self.deserialize_f64(visitor)
        } else if self.0.is_string() {
            self.deserialize_string(visitor)
        } else if Array::is_array(&self.0) {
            self.deserialize_seq(visitor)
        } else {
            self.deserialize_map(visitor)
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_bool(self.0.as_bool().ok_or(Misfit)?)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_f64(self.0.as_f64().ok_or(Misfit)?)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_string(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_string(self.0.as_string().ok_or(Misfit)?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_string(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.is_nothing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        if self.is_nothing() { visitor.visit_unit() } else { Err(Misfit) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let items = self.0.dyn_ref::<Array>().ok_or(Misfit)?;
        visitor.visit_seq(SeqDeserializer::new(items.iter().map(Reader)))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _length: usize, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let entries = Object::entries(self.0.dyn_ref().ok_or(Misfit)?);
        visitor.visit_map(MapDeserializer::new(entries.iter().map(|entry| {
            let entry = entry.unchecked_into::<Array>();
            (Reader(entry.get(0)), Reader(entry.get(1)))
        })))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_seq(Fields { object: self.0, names: names(fields), place: 0 })
    }

    /// A list of captions; variants that carry something do not travel.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        visitor.visit_enum(self.0.as_string().ok_or(Misfit)?.into_deserializer())
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit_struct tuple_struct }
}

/// The fields that a shape knows, in its order, of an object that may have more. As a sequence and not as a map, so that
/// what serde derives for a shape compares no names: a third of the code.
struct Fields {
    object: JsValue,
    names: Rc<[JsValue]>,
    /// Of the next.
    place: usize,
}

impl Fields {
    /// Apart, so that it is compiled once and not for each type of a field.
    fn read_next(&mut self) -> Result<Option<JsValue>, Misfit> {
        let Some(name) = self.names.get(self.place) else { return Ok(None) };
        self.place += 1;
        Reflect::get(&self.object, name).map(Some).or(Err(Misfit))
    }
}

impl<'de> SeqAccess<'de> for Fields {
    type Error = Misfit;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Misfit> {
        let Some(value) = self.read_next()? else { return Ok(None) };
        let is_missing = value.is_undefined();
        match seed.deserialize(Reader(value)) {
            // Optional fields have read it as `None` by now; what the shape has a default for gets it, and nothing else does.
            Err(Misfit) if is_missing => Ok(None),
            read => read.map(Some),
        }
    }
}
