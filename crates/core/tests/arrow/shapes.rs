//! Columns in shapes that few programs write.

use std::sync::Arc;

use arrow_array::{types::*, *};

use crate::read::{places, read, some_text, text, two};

#[test]
fn a_dictionary_of_dictionaries_is_read_through_to_its_values() {
    let wrapped = |values: ArrayRef| -> ArrayRef {
        let keys = (0..values.len() as i8).map(Some).collect::<Vec<_>>();
        Arc::new(DictionaryArray::<Int8Type>::new(keys.into(), values))
    };
    let columns: [(&str, ArrayRef); 8] = [
        ("id", text(&["a", "b"])),
        ("station", Arc::new(Int32Array::from(vec![440203001, 440224001]))),
        ("post", text(&["服务性", "administrative"])),
        ("hired", Arc::new(Date32Array::from(vec![18_700, 18_900]))),
        ("left", some_text(&[None, Some("2021-12")])),
        ("pay", some_text(&[Some("50,000.00"), None])),
        ("pay_year", Arc::new(Int16Array::from(vec![Some(2021), None]))),
        ("2021", some_text(&[Some("合格"), None])),
    ];
    let plain = read([two(&columns)]).unwrap();
    for (name, column) in columns {
        for column in
            [wrapped(column.clone()), wrapped(wrapped(column.clone())), wrapped(wrapped(wrapped(column)))]
        {
            let read = read([two(&[(name, column)])]).unwrap();
            let (read, plain) = (read.as_roster(), plain.as_roster());
            let same = match name {
                "id" => true, // looked at below
                "station" => read.station == plain.station,
                "post" => read.post == plain.post,
                "hired" => read.hired == plain.hired,
                "left" => read.left == plain.left,
                "pay" => read.pay == plain.pay,
                "pay_year" => read.pay_year == plain.pay_year,
                _ => read.appraisals == plain.appraisals,
            };
            assert!(same, "{name}: {read:?}");
        }
    }
    assert_eq!(read([two(&[("id", wrapped(wrapped(text(&["a", "b"]))))])]).unwrap().ids(), ["a", "b"]);
    let wrong = read([two(&[("post", wrapped(wrapped(text(&["service", "waiter"]))))])]).unwrap_err();
    assert_eq!(places::<()>(Err(wrong.clone())), ["choice /workers/1/post"]);
    assert!(wrong.as_slice()[0].en.contains("`waiter`"), "{wrong}");
    let nothing = wrapped(Arc::new(DictionaryArray::<Int8Type>::new(vec![None, None].into(), text(&[]))));
    assert_eq!(read([two(&[("left", nothing)])]).unwrap().as_roster().left, [None, None]);
}

#[test]
fn ids_of_any_64_bits_are_told_apart() {
    let of = |ids: [u64; 2]| read([two(&[("id", Arc::new(UInt64Array::from(ids.to_vec())))])]);
    let (one, other) = (i64::MAX as u64, u64::MAX);
    assert_eq!(of([one, one + 1]).unwrap().ids(), ["9223372036854775807", "9223372036854775808"]);
    assert_eq!(of([other - 1, other]).unwrap().ids(), ["18446744073709551614", "18446744073709551615"]);
    assert_eq!(places(of([other, other])), ["duplicate /workers/1/id"]);
}
