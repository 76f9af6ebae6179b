//! Messages of y-protocols' `sync`: what one side has, and what the other lacks.

use super::{
    bytes::{Malformed, Reader, put_block, put_number},
    update,
};

const STEP_1: u64 = 0;
const STEP_2: u64 = 1;
const UPDATE: u64 = 2;

/// The state vector in a step 1.
pub fn read_step_1(message: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut reader = Reader::new(message);
    if reader.number()? != STEP_1 {
        return Err(Malformed("this is no step 1"));
    }
    let vector = reader.block()?;
    reader.end()?;
    update::check_state_vector(vector)?;
    Ok(vector.to_owned())
}

/// The update in a step 2 or in an update, which are the same but for their name.
pub fn read_update(message: &[u8]) -> Result<Vec<u8>, Malformed> {
    let mut reader = Reader::new(message);
    if ![STEP_2, UPDATE].contains(&reader.number()?) {
        return Err(Malformed("this is no update"));
    }
    let update = reader.block()?;
    reader.end()?;
    update::check(update)?;
    Ok(update.to_owned())
}

/// What the other side lacks, and what this one has.
pub fn answer(lacking: &[u8], state_vector: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(lacking.len() + state_vector.len() + 12);
    put_number(&mut message, STEP_2);
    put_block(&mut message, lacking);
    put_number(&mut message, STEP_1);
    put_block(&mut message, state_vector);
    message
}

pub fn update(update: &[u8]) -> Vec<u8> {
    let mut message = Vec::with_capacity(update.len() + 6);
    put_number(&mut message, UPDATE);
    put_block(&mut message, update);
    message
}
